/*
 * The path of a request through the remapping unit, in C: what translate.ts, iotlb.ts and page-walk.ts do, step by step, for
 * `npm run bench` to compare with. Built with -DRECORD it also keeps the event record of tracer.ts: columns, counters, hash.
 *
 * Arguments: translations of a round, rounds. Prints one line per kind: name, nanoseconds per translation, checksum.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { PAGES = 8192, TABLES = 64, TRACE = 65536, SETS = 64, WAYS = 4, RING = 16384, MASK = RING - 1 };
enum { HIT, MISS, FILLED, EVICTED, WALK_STEP, FAULTED, KINDS };

/* Frames of memory: 0 unused, then the top table, then three tables for each of 64 regions. */
static uint32_t words[(2 + 3 * TABLES) * 1024];
static const uint32_t frames = 2 + 3 * TABLES;
static double trace_iova[TRACE];

static uint32_t context_source = 8, context_domain = 1, context_levels = 4, context_table = 1, gsts = 0x80000000u;
static double context_limit = 281474976710656.0;

static uint32_t page_low[SETS * WAYS], tag[SETS * WAYS], offset_mask[SETS * WAYS];
static uint8_t permissions[SETS * WAYS];
static double frame_address[SETS * WAYS], stamp[SETS * WAYS], lru_clock;
static uint32_t reserved_low[10], reserved_high[10];
static double counts[KINDS];
static double live[4];

#ifdef RECORD
static double ring_time[RING], ring_iova[RING], ring_value[RING];
static uint16_t ring_kind[RING], ring_domain[RING], ring_source[RING];
static uint64_t sequence;
static uint32_t lanes[4] = {0x9747b28c, 0x3c6ef372, 0x1f83d9ab, 0x5be0cd19};
static volatile double now = 0;

static uint32_t mix13(uint32_t lane, uint32_t word) {
  uint32_t m = lane ^ word;
  return ((m << 13) | (m >> 19)) * 0xcc9e2d51u + 0xe6546b64u;
}
static uint32_t mix15(uint32_t lane, uint32_t word) {
  uint32_t m = lane ^ word;
  return ((m << 15) | (m >> 17)) * 0x1b873593u + 0x52dce729u;
}
static void hash_batch(uint32_t from, uint32_t to) {
  const uint32_t *a = (const uint32_t *)ring_time, *b = (const uint32_t *)ring_iova, *c = (const uint32_t *)ring_value;
  uint32_t x = lanes[0], y = lanes[1], z = lanes[2], w = lanes[3];
  for (uint32_t row = from; row < to; row++) {
    x = mix13(mix13(x, a[2 * row]), c[2 * row + 1]);
    y = mix15(mix15(y, b[2 * row]), a[2 * row + 1]);
    z = mix13(mix13(z, c[2 * row]), ring_source[row]);
    w = mix15(mix15(w, b[2 * row + 1]), ring_kind[row] | (uint32_t)ring_domain[row] << 16);
    uint32_t first = x;
    x += y;
    y += z;
    z += w;
    w += first;
  }
  lanes[0] = x, lanes[1] = y, lanes[2] = z, lanes[3] = w;
}
#endif

static inline void emit(int kind, double iova, double value, uint32_t domain, uint32_t source) {
  counts[kind] += 1;
#ifdef RECORD
  uint32_t at = sequence & MASK;
  ring_time[at] = now;
  ring_iova[at] = iova;
  ring_value[at] = value;
  ring_kind[at] = (uint16_t)kind;
  ring_domain[at] = (uint16_t)domain;
  ring_source[at] = (uint16_t)source;
  sequence++;
  if ((sequence & 255) == 0) hash_batch(at & ~255u, at + 1);
#else
  (void)iova, (void)value, (void)domain, (void)source;
#endif
}

static int find(uint32_t low, uint32_t high, uint32_t domain) {
  uint32_t page = low >> 12 | high << 20;
  uint32_t wanted = domain << 8 | 0x10 | high >> 12;
  int slot = (page & (SETS - 1)) * WAYS;
  for (int end = slot + WAYS; slot < end; slot++)
    if (page_low[slot] == page && tag[slot] == wanted) return slot;
  return -1;
}

static void fill(uint32_t low, uint32_t high, uint32_t domain, double address, uint32_t allowed) {
  uint32_t page = low >> 12 | high << 20;
  int start = (page & (SETS - 1)) * WAYS, slot = start;
  for (int i = start; i < start + WAYS; i++) {
    if (tag[i] == 0) {
      slot = i;
      break;
    }
    if (stamp[i] < stamp[slot]) slot = i;
  }
  if (tag[slot] != 0) {
    emit(EVICTED, page_low[slot] * 4096.0, frame_address[slot], domain, 0);
    live[1] -= 1;
  }
  page_low[slot] = page;
  tag[slot] = domain << 8 | 0x10 | high >> 12;
  frame_address[slot] = address;
  offset_mask[slot] = 0xfff;
  permissions[slot] = (uint8_t)allowed;
  stamp[slot] = lru_clock += 1;
  live[1] += 1;
  emit(FILLED, low, address, domain, 0);
}

static double walk(double iova, uint32_t low, uint32_t high, int is_write, int fills) {
  uint32_t need = is_write ? 2 : 1, allowed = 3, frame = context_table;
  for (int level = (int)context_levels;; level--) {
    if (frame >= frames) return -7;
    uint32_t index = level == 4 ? high >> 7 & 0x1ff : (low >> 12 | high << 20) >> 9 * (level - 1) & 0x1ff;
    uint32_t at = frame << 10 | index << 1;
    uint32_t entry_low = words[at], entry_high = words[at | 1];
    emit(WALK_STEP, iova, frame * 4096.0 + index * 8, context_domain, context_source);
    allowed &= entry_low;
    int is_leaf = level == 1 || (entry_low & 0x80) != 0;
    int row = 2 * level + is_leaf;
    uint32_t reserved = (entry_low & reserved_low[row]) | (entry_high & reserved_high[row]);
    if ((entry_low & need) == 0) return is_write ? -5 : -6;
    if (reserved != 0) return -12;
    if (is_leaf) {
      double address = (entry_high & 0xfffff) * 4294967296.0 + (entry_low & ~0xfffu);
      if (fills) fill(low, high, context_domain, address, allowed);
      return address + (low & 0xfff);
    }
    frame = entry_low >> 12 | entry_high << 20;
  }
}

static __attribute__((noinline)) double translate(uint32_t source, double iova, int is_write, int caches) {
  if ((gsts & 0x80000000u) == 0) return iova;
  if (source != context_source) return -1;
  if (iova >= context_limit || (iova >= 0xfee00000u && iova < 0xfef00000u)) return -4;
  uint64_t whole = (uint64_t)iova;
  uint32_t low = (uint32_t)whole, high = (uint32_t)(whole >> 32);
  int slot = caches ? find(low, high, context_domain) : -1;
  if (slot < 0) {
    emit(MISS, iova, 0, context_domain, source);
    return walk(iova, low, high, is_write, caches);
  }
  if ((permissions[slot] & (is_write ? 2 : 1)) == 0) return is_write ? -5 : -6;
  stamp[slot] = lru_clock += 1;
  double address = frame_address[slot] + (low & offset_mask[slot]);
  emit(HIT, iova, address, context_domain, source);
  return address;
}

static uint32_t random_state = 1;
static uint32_t next_random(void) {
  random_state = random_state * 1664525u + 1013904223u;
  return random_state >> 8;
}

static double iova_of(uint32_t region, uint32_t index) {
  return region * 549755813888.0 + region * 1073741824.0 + region * 2097152.0 + index * 4096.0;
}

static void set_entry(uint32_t frame, uint32_t index, uint32_t target_frame, uint32_t flags) {
  words[frame * 1024 + index * 2] = target_frame << 12 | flags;
  words[frame * 1024 + index * 2 + 1] = target_frame >> 20;
}

static void build(int pages) {
  for (uint32_t region = 0; region < TABLES; region++) {
    uint32_t first = 2 + region * 3;
    set_entry(1, region, first, 3);
    set_entry(first, region, first + 1, 3);
    set_entry(first + 1, region, first + 2, 3);
    for (uint32_t i = 0; i < PAGES / TABLES; i++) set_entry(first + 2, i, 0x10000 + region * 131 + i * 7, 3);
  }
  random_state = 1;
  for (int i = 0; i < TRACE; i++) {
    uint32_t page = next_random() % (uint32_t)pages;
    uint32_t region = pages == PAGES ? page % TABLES : page / SETS;
    uint32_t index = pages == PAGES ? page / TABLES : page % SETS;
    trace_iova[i] = iova_of(region, index) + (next_random() & 0xfff);
  }
}

static void run(const char *name, int pages, int caches, int translations, int rounds) {
  build(pages);
  uint32_t checksum = 0;
  double best = 1e30;
  for (int round = 0; round <= rounds; round++) {
    struct timespec from, to;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    checksum = 0;
    for (int i = 0; i < translations; i++)
      checksum = checksum * 31 + (uint32_t)(int64_t)translate(8, trace_iova[i & (TRACE - 1)], 0, caches);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    double spent = (to.tv_sec - from.tv_sec) * 1e9 + (to.tv_nsec - from.tv_nsec);
    if (round > 0 && spent < best) best = spent;
  }
  printf("%s %.4f %u\n", name, best / translations, checksum);
#ifdef RECORD
  /* Used, so that the compiler keeps it. */
  if ((lanes[0] ^ lanes[1] ^ lanes[2] ^ lanes[3]) == 0x12345678u) printf("\n");
#endif
}

int main(int argc, char **argv) {
  int translations = argc > 1 ? atoi(argv[1]) : 2000000;
  int rounds = argc > 2 ? atoi(argv[2]) : 3;
  for (int row = 2; row < 10; row++) {
    int is_leaf = row & 1;
    reserved_low[row] = is_leaf ? (row / 2 == 2 ? 0x1ff000 & ~0xfffu : 0) : 0x80 * (row / 2 == 4);
    reserved_high[row] = 0xf0000u;
  }
  run("hit", SETS * WAYS, 1, translations, rounds);
  run("walk", PAGES, 0, translations, rounds);
  return 0;
}
