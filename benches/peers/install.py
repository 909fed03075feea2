"""Peers that are not on the machine, below the folder of the run; nothing is installed outside of it.

Debian packages are fetched by name with apt-get and unpacked, which needs no root. Whatever fails leaves the peer out:
`peers(folder)` -> `{"rg": "/usr/bin/rg", "hyperscan": ".../scan-hyperscan", …}`, None for what is not to be had.
"""
import glob
import os
import shutil
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))


def quietly(command, **more):
    try:
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120, check=False,
                              **more).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def unpacked(folder, package):
    """The folder a Debian package is unpacked in, or None."""
    place = os.path.join(folder, "debian", package)
    if not os.path.isdir(os.path.join(place, "usr")):
        os.makedirs(place, exist_ok=True)
        got = lambda: quietly(["apt-get", "download", package], cwd=place)
        # The lists may be missing or old; only root may fetch them.
        if not got() and not (quietly(["apt-get", "update", "-qq"]) and got()):
            return None
        for file in glob.glob(os.path.join(place, "*.deb")):
            if not quietly(["dpkg-deb", "-x", file, place]):
                return None
    return place


def program(folder, name, package):
    """Path of a program, from the machine or a package."""
    found = shutil.which(name)
    if not found and (place := unpacked(folder, package)):
        found = shutil.which(name, path=os.path.join(place, "usr/bin"))
    return found


def scanner(folder, library):
    """scan.c built against Hyperscan or Vectorscan."""
    to = os.path.join(folder, f"scan-{library}")
    source = os.path.join(HERE, "scan.c")
    if os.path.exists(to) and os.path.getmtime(to) > os.path.getmtime(source):
        return to
    headers, shared = unpacked(folder, f"lib{library}-dev"), unpacked(folder, f"lib{library}5")
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not (headers and shared and compiler):
        return None
    objects = glob.glob(os.path.join(shared, "usr/lib/*/libhs.so.5"))
    if not objects:
        return None
    command = [compiler, "-O2", "-I", os.path.join(headers, "usr/include"), "-o", to, source, objects[0],
               f"-Wl,-rpath,{os.path.dirname(objects[0])}"]
    return to if quietly(command) else None


def peers(folder):
    """All peers, by name."""
    return {
        "uconv": program(folder, "uconv", "icu-devtools"),
        "rg": program(folder, "rg", "ripgrep"),
        "awk": program(folder, "mawk", "mawk"),
        "grep": shutil.which("grep"),
        "hyperscan": scanner(folder, "hyperscan"),
        "vectorscan": scanner(folder, "vectorscan"),
    }
