//! Ctrl-C and SIGTERM of a process that runs a sandbox

/// Returns a future that completes on Ctrl-C or SIGTERM; a program that runs a sandbox awaits it before the shutdown.
///
/// From this call on, the two signals no longer end the process.
///
/// # Errors
/// When the process cannot listen for signals.
///
/// # Cancel safety
/// A signal that arrived is not lost as long as the future is kept.
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

/// Returns a future that completes on Ctrl-C; a program that runs a sandbox awaits it before the shutdown.
///
/// # Errors
/// Never on this platform.
///
/// # Cancel safety
/// A signal that arrives when no future waits for it is lost.
#[cfg(not(unix))]
pub fn interruption() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without a handler there is no signal to wait for; the process must be ended by other means.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
