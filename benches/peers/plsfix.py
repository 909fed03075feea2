#!/usr/bin/env python3
"""Compares the speed of unboil's normalizer with plsfix, the fastest released port of ftfy, in the same run.

  python3 benches/peers/plsfix.py [--rounds N] [--venv DIR]

plsfix is installed into DIR (a folder for temporary files unless named), never into the checkout. Where that cannot be
done the comparison is skipped, which is no failure. Both work on one core on the same three texts, in turns, and the best
round of each counts. Times are those of the processor; plsfix's are without the start of Python.

The texts: English in ASCII; the sound sentences of the labelled cases that a checkout may have beside it, some 200
languages, or a few of our own; and the same as UTF-8 that was read as Windows-1252. Standard library only.
"""
import argparse, json, pathlib, subprocess, sys, tempfile, venv

ROOT = pathlib.Path(__file__).resolve().parents[2]
CASES = ROOT.parent / 'shared/bench/encoding/dev/mojibake.jsonl'
BYTES = 4_000_000

ENGLISH = [
    'The ferry left at seven, as it always did, and nobody saw it go.',
    'On the pier the baker counted his loaves twice and gave one to the dog.',
    'She read the letter aloud; the children asked for the stamp.',
]
SENTENCES = [
    'Über den Dächern der Stadt läuten früh die Glocken, und niemand hört sie größer werden.',
    'À la fin de l’été, la forêt où j’étais née sentait déjà la pluie – et le bois brûlé.',
    'Gdyby łódź nie była źle związana, książę żyłby jeszcze.',
    'Когда паром отошёл от берега, на причале ещё долго стояли люди.',
    'Όταν το πλοίο έφυγε από το λιμάνι, κανείς δεν κοίταξε πίσω.',
    'عندما غادرت العبارة الميناء بقي الناس واقفين على الرصيف.',
    'जब नाव किनारे से निकली, तब लोग देर तक घाट पर खड़े रहे।',
    '渡し船が港を出たあとも、人々は長いあいだ桟橋に立っていた。',
    '渡船离开港口以后，人们还在码头上站了很久。',
    '나룻배가 항구를 떠난 뒤에도 사람들은 오래 서 있었다.',
]

# Times one file and prints seconds; run by the Python that has plsfix.
TIMER = '''
import sys, time, plsfix
text = open(sys.argv[1], encoding='utf-8', newline='').read()
plsfix.fix_text(text)
start, turns = time.process_time(), 0
while time.process_time() - start < 1:
    plsfix.fix_text(text); turns += 1
print((time.process_time() - start) / turns)
'''


def misread(text):
    """UTF-8 read as Windows-1252, undefined bytes as controls."""
    def char(byte):
        try:
            return bytes([byte]).decode('cp1252')
        except UnicodeDecodeError:
            return chr(byte)
    return ''.join(map(char, text.encode('utf-8')))


def texts(folder):
    """Writes the three texts and says where."""
    cases = [json.loads(line) for line in CASES.open(encoding='utf-8')] if CASES.exists() else []
    languages = [case['fixed'] for case in cases if case['group'] == 'clean'] or SENTENCES
    damaged = [misread(sentence) for sentence in languages]
    made = {}
    for name, lines in (('clean ASCII', ENGLISH), ('languages', languages), ('all mojibake', damaged)):
        lines = [' '.join(line.split()) for line in lines]
        once = '\n'.join(lines) + '\n'
        path = folder / (name.replace(' ', '-') + '.txt')
        path.write_text(once * (1 + BYTES // len(once.encode('utf-8'))), encoding='utf-8', newline='')
        made[name] = path
    return made


def python_with_plsfix(folder):
    """The Python of a virtual environment that has plsfix, or None."""
    python = folder / 'bin/python'
    try:
        if not python.exists():
            venv.create(folder, with_pip=True)
        if subprocess.run([python, '-c', 'import plsfix'], capture_output=True).returncode:
            subprocess.run([python, '-m', 'pip', '-q', 'install', 'plsfix'], check=True, capture_output=True)
        return python
    except (OSError, subprocess.CalledProcessError) as error:
        print(f'skipped: plsfix cannot be installed ({error})')
        return None


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument('--rounds', type=int, default=3)
    arguments.add_argument('--venv', type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir()) / 'unboil-peers')
    arguments = arguments.parse_args()
    python = python_with_plsfix(arguments.venv)
    if python is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        made = texts(pathlib.Path(folder))
        ours, theirs = {}, {}
        for _ in range(arguments.rounds):
            command = ['cargo', 'bench', '-q', '--bench', 'repair', '--', *map(str, made.values())]
            ran = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
            for name, line in zip(made, ran.stdout.splitlines()):
                ours[name] = min(ours.get(name, float('inf')), float(line.rsplit(' ', 1)[1]))
            for name, path in made.items():
                ran = subprocess.run([python, '-c', TIMER, path], check=True, stdout=subprocess.PIPE, text=True)
                theirs[name] = min(theirs.get(name, float('inf')), float(ran.stdout))
        print(f'{"":14} {"unboil":>10} {"plsfix":>10}   times as fast')
        for name, path in made.items():
            size = path.stat().st_size / 1e6
            print(f'{name:14} {size / ours[name]:5.0f} MB/s {size / theirs[name]:5.0f} MB/s {theirs[name] / ours[name]:8.1f}')


if __name__ == '__main__':
    sys.exit(main())
