#include "CLinkKernels.h"

#include <pthread.h>
#include <stdatomic.h>

typedef struct {
  size_t count;
  atomic_size_t next;
  void (*body)(void *, size_t, size_t);
  void *context;
} job;

typedef struct {
  job *job;
  size_t worker;
  pthread_t thread;
} hand;

static void *work(void *pointer) {
  hand *self = pointer;
  job *job = self->job;
  for (;;) {
    size_t index = atomic_fetch_add(&job->next, 1);
    if (index >= job->count) return NULL;
    job->body(job->context, self->worker, index);
  }
}

void clk_parallel(size_t count, size_t workers,
                  void (*body)(void *context, size_t worker, size_t index), void *context) {
  enum { most = 256 };
  if (workers > count) workers = count;
  if (workers > most) workers = most;
  job job = {.count = count, .body = body, .context = context};
  atomic_init(&job.next, 0);
  hand hands[most];
  size_t started = 1;
  for (; started < workers; started++) {
    hands[started] = (hand){.job = &job, .worker = started};
    // With fewer threads than wished for, the work is done all the same.
    if (pthread_create(&hands[started].thread, NULL, work, &hands[started]) != 0) break;
  }
  hands[0] = (hand){.job = &job, .worker = 0};
  work(&hands[0]);
  for (size_t i = 1; i < started; i++) pthread_join(hands[i].thread, NULL);
}
