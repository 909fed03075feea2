/* Hyperscan or Vectorscan in memory: how long one scan of a text for all phrases of a list takes.
 *
 *   scan PHRASES TEXT
 *
 * In go a file with one literal a line and a text, out comes one line of JSON as `limits` prints it: CPU time of the
 * quickest pass, bytes, the lines that hold a phrase, and the CPU time of compiling. The text is one block, the literals
 * are told apart from patterns (hs_compile_lit_multi), case of ASCII letters does not matter: the mode in which the
 * library is quickest. Built by benches/peers/install.py against either library. */
#include <hs/hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static unsigned long long cpu(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

static char *slurp(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  if (!file) { perror(path); exit(1); }
  fseek(file, 0, SEEK_END);
  *size = ftell(file);
  rewind(file);
  char *text = malloc(*size + 1);
  if (fread(text, 1, *size, file) != *size) { perror(path); exit(1); }
  text[*size] = 0;
  fclose(file);
  return text;
}

/* A hit in a line that was not hit yet counts. The next line end is looked for only then. */
struct count { const char *text; size_t size; unsigned long long line_end; unsigned long long lines; };

static int hit(unsigned int id, unsigned long long from, unsigned long long to, unsigned int flags, void *context) {
  (void)id; (void)from; (void)flags;
  struct count *count = context;
  if (to > count->line_end) {
    count->lines++;
    const char *end = memchr(count->text + to - 1, '\n', count->size - (to - 1));
    count->line_end = end ? (unsigned long long)(end - count->text) : count->size;
  }
  return 0;
}

int main(int argc, char **argv) {
  if (argc != 3) { fprintf(stderr, "scan PHRASES TEXT\n"); return 2; }
  size_t list_size, size, n = 0;
  char *list = slurp(argv[1], &list_size), *text = slurp(argv[2], &size);
  for (size_t i = 0; i < list_size; i++) n += list[i] == '\n';
  const char **phrases = malloc(n * sizeof *phrases);
  unsigned *flags = malloc(n * sizeof *flags), *ids = malloc(n * sizeof *ids);
  size_t *lengths = malloc(n * sizeof *lengths);
  n = 0;
  for (char *p = strtok(list, "\n"); p; p = strtok(NULL, "\n"), n++) {
    phrases[n] = p; lengths[n] = strlen(p); ids[n] = n; flags[n] = HS_FLAG_CASELESS;
  }
  unsigned long long start = cpu();
  hs_database_t *database;
  hs_compile_error_t *error;
  if (hs_compile_lit_multi(phrases, flags, ids, lengths, n, HS_MODE_BLOCK, NULL, &database, &error) != HS_SUCCESS) {
    fprintf(stderr, "%s\n", error->message);
    return 1;
  }
  unsigned long long compile = cpu() - start, best = ~0ULL, lines = 0, begin = cpu();
  hs_scratch_t *scratch = NULL;
  if (hs_alloc_scratch(database, &scratch) != HS_SUCCESS) return 1;
  for (int pass = 0; pass < 2 || cpu() - begin < 300000000ULL; pass++) {
    struct count count = {text, size, 0, 0};
    start = cpu();
    if (hs_scan(database, text, size, 0, scratch, hit, &count) != HS_SUCCESS) return 1;
    unsigned long long took = cpu() - start;
    if (pass && took < best) best = took;
    lines = count.lines;
  }
  printf("{\"ns\": %llu, \"compile_ns\": %llu, \"bytes\": %zu, \"out\": \"%llu\", \"version\": \"%s\"}\n", best, compile, size, lines, hs_version());
  return 0;
}
