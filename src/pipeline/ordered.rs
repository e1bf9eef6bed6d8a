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
    if threads <= 1 {
        for index in 0..count {
            if handle(index, work(index)).is_break() {
                return;
            }
        }
        return;
    }
    let window = threads * AHEAD;
    let state = Mutex::new(State {
        next_to_start: 0,
        next_to_handle: 0,
        ready: BTreeMap::new(),
        stop: false,
    });
    let changed = Condvar::new();
    // A poisoned lock means that a worker panicked; the scope passes the panic on.
    let lock = || state.lock().unwrap_or_else(PoisonError::into_inner);
    std::thread::scope(|scope| {
        for _ in 0..threads.min(count) {
            scope.spawn(|| {
                loop {
                    let index = {
                        let mut now = lock();
                        while !now.stop
                            && now.next_to_start < count
                            && now.next_to_start >= now.next_to_handle + window
                        {
                            now = changed.wait(now).unwrap_or_else(PoisonError::into_inner);
                        }
                        if now.stop || now.next_to_start >= count {
                            return;
                        }
                        now.next_to_start += 1;
                        now.next_to_start - 1
                    };
                    let result = work(index);
                    lock().ready.insert(index, result);
                    changed.notify_all();
                }
            });
        }
        for index in 0..count {
            let result = {
                let mut now = lock();
                loop {
                    if let Some(result) = now.ready.remove(&index) {
                        now.next_to_handle = index + 1;
                        break result;
                    }
                    now = changed.wait(now).unwrap_or_else(PoisonError::into_inner);
                }
            };
            changed.notify_all();
            if handle(index, result).is_break() {
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
