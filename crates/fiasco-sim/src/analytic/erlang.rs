//! Erlang's two formulas: the chance to find all servers busy, without and with a place to wait.
//!
//! Both are computed by recursion over the number of servers, which involves no factorial and no power, and is
//! accurate to the last digits for 100 000 servers and more.

use super::error::{Result, not_negative, servers as check_servers, stable};

/// Erlang B: the share of requests turned away by `servers` servers without a queue, when `offered` servers' worth of
/// work (arrival rate times mean service time, Erlang) arrives at random. Holds for every law of service times.
///
/// B(0) = 1, B(c) = a B(c−1) / (c + a B(c−1)). Source: A. K. Erlang 1917; the recursion e.g. in D. Gross and
/// C. M. Harris, *Fundamentals of Queueing Theory*, on M/M/c/c.
///
/// ```
/// let refused = fiasco_sim::analytic::erlang_b(10, 7.0).expect("sensible");
/// assert!((refused - 0.0787409).abs() < 5e-8);
/// ```
///
/// # Errors
/// Unless there is a server and the offered load is a finite number of at least 0.
pub fn erlang_b(servers: u32, offered: f64) -> Result<f64> {
    check_servers("Erlang B", servers)?;
    not_negative("Erlang B", "offered load", offered)?;
    let mut blocked = 1.0;
    for server in 1..=servers {
        let work = offered * blocked;
        blocked = work / (f64::from(server) + work);
        // So small that it stays zero: more servers change nothing.
        if blocked == 0.0 {
            break;
        }
    }
    Ok(blocked)
}

/// Erlang C: the share of requests that have to wait, when there is a queue without limit in front of `servers`
/// servers.
///
/// C = B / (1 − ρ (1 − B)) with ρ = a / c. Source: A. K. Erlang 1917.
///
/// ```
/// let waits = fiasco_sim::analytic::erlang_c(4, 3.2).expect("sensible");
/// assert!((waits - 0.596432).abs() < 5e-7);
/// ```
///
/// # Errors
/// As [`erlang_b`], and when the servers cannot do the work.
pub fn erlang_c(servers: u32, offered: f64) -> Result<f64> {
    let count = check_servers("Erlang C", servers)?;
    not_negative("Erlang C", "offered load", offered)?;
    stable("Erlang C", offered, count)?;
    let blocked = erlang_b(servers, offered)?;
    // c − a is exact where it matters, near saturation; 1 − ρ would not be.
    Ok(count * blocked / ((count - offered) + offered * blocked))
}
