//! The end of a sandbox that runs by itself.

/// Completes on Ctrl-C or SIGTERM, which no longer end the process from the moment of this call: what a program that runs
/// a sandbox waits for before it shuts it down.
///
/// # Errors
/// When the process cannot listen for signals.
///
/// # Cancel safety
/// A signal that came is not lost as long as the future is kept.
#[cfg(unix)]
pub fn interruption() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Completes on Ctrl-C, from now on: what a program that runs a sandbox waits for before it shuts it down.
///
/// # Errors
/// Never here.
#[cfg(not(unix))]
pub fn interruption() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without a handler there is no signal to wait for, so the process is ended by other means.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
