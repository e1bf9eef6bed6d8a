//! A parallel map whose results are handled in order, with bounded memory.

use std::{
    collections::BTreeMap,
    ops::ControlFlow,
    sync::{Condvar, Mutex, PoisonError},
};

/// How many results a worker may be ahead of the one to be handled next.
const AHEAD: usize = 8;

struct State<T> {
    next_to_start: usize,
    next_to_handle: usize,
    /// Nothing more is to be started.
    ended: bool,
    ready: BTreeMap<usize, T>,
    stop: bool,
}

/// Calls `work(0)`, `work(1)` … `work(count - 1)` on `threads` threads, and `handle` on each result
/// in order, on the calling thread. At most `8 × threads` results wait at any time. Where `handle`
/// breaks, no further work is begun.
pub fn in_order<T: Send>(
    count: usize,
    threads: usize,
    work: impl Fn(usize) -> T + Sync,
    mut handle: impl FnMut(usize, T) -> ControlFlow<()>,
) {
    let mut indices = 0..count;
    let mut handled = 0;
    each_in_order(
        threads.min(count),
        || indices.next(),
        work,
        |result| {
            handled += 1;
            handle(handled - 1, result)
        },
    );
}

/// As [`in_order`], on what `next` gives until it gives nothing; it is called by one thread at a time.
pub fn each_in_order<U: Send, T: Send>(
    threads: usize,
    mut next: impl FnMut() -> Option<U> + Send,
    work: impl Fn(U) -> T + Sync,
    mut handle: impl FnMut(T) -> ControlFlow<()>,
) {
    if threads <= 1 {
        while let Some(item) = next() {
            if handle(work(item)).is_break() {
                return;
            }
        }
        return;
    }
    let window = threads * AHEAD;
    let state = Mutex::new(State {
        next_to_start: 0,
        next_to_handle: 0,
        ended: false,
        ready: BTreeMap::new(),
        stop: false,
    });
    let changed = Condvar::new();
    let next = Mutex::new(next);
    // A poisoned lock means that a worker panicked; the scope passes the panic on.
    let lock = || state.lock().unwrap_or_else(PoisonError::into_inner);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    // Who holds `next` is the only one to start something.
                    let mut next = next.lock().unwrap_or_else(PoisonError::into_inner);
                    {
                        let mut now = lock();
                        while !now.stop && now.next_to_start >= now.next_to_handle + window {
                            now = changed.wait(now).unwrap_or_else(PoisonError::into_inner);
                        }
                        if now.stop || now.ended {
                            return;
                        }
                    }
                    let item = next();
                    let mut now = lock();
                    let Some(item) = item else {
                        now.ended = true;
                        drop(now);
                        changed.notify_all();
                        return;
                    };
                    let index = now.next_to_start;
                    now.next_to_start += 1;
                    drop(now);
                    drop(next);
                    let result = work(item);
                    lock().ready.insert(index, result);
                    changed.notify_all();
                }
            });
        }
        loop {
            let result = {
                let mut now = lock();
                loop {
                    let index = now.next_to_handle;
                    if let Some(result) = now.ready.remove(&index) {
                        now.next_to_handle += 1;
                        break result;
                    }
                    if now.ended && index == now.next_to_start {
                        return;
                    }
                    now = changed.wait(now).unwrap_or_else(PoisonError::into_inner);
                }
            };
            changed.notify_all();
            if handle(result).is_break() {
                lock().stop = true;
                changed.notify_all();
                return;
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn results_come_in_order_and_never_far_ahead() {
        let handled = AtomicUsize::new(0);
        let mut seen = Vec::new();
        in_order(
            500,
            3,
            |index| {
                let behind = handled.load(Ordering::SeqCst);
                assert!(index <= behind + 3 * AHEAD + 1, "{index} started at {behind}");
                if index % 7 == 0 {
                    std::thread::sleep(std::time::Duration::from_micros(300));
                }
                index * 2
            },
            |index, value| {
                assert_eq!(value, index * 2);
                seen.push(index);
                handled.store(index + 1, Ordering::SeqCst);
                ControlFlow::Continue(())
            },
        );
        assert_eq!(seen, (0..500).collect::<Vec<_>>());
    }

    #[test]
    fn a_break_stops_the_work() {
        let started = AtomicUsize::new(0);
        in_order(
            10_000,
            2,
            |_| started.fetch_add(1, Ordering::SeqCst),
            |index, _| if index == 5 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) },
        );
        assert!(started.load(Ordering::SeqCst) < 100);
    }

    #[test]
    fn nothing_to_do_is_done() {
        in_order(0, 4, |_| (), |_, ()| ControlFlow::Continue(()));
    }
}
