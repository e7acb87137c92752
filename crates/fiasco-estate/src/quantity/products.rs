//! Products and quotients across dimensions: volts by amperes are watts, bytes per second of transfer are a
//! data rate. One table states each law once; its commuted form and both quotients follow from it.

use super::qty::{Count, Dim, Qty, dim};
use super::rational::{Overflow, Rational};
use super::{Cores, Meters, PerSecond, Seconds, SquareMeters};

/// A quantity that can be multiplied by a `Right`.
pub trait Product<Right> {
    /// What the product measures.
    type Output;

    /// The product.
    ///
    /// # Errors
    /// [`Overflow`] when it cannot be held exactly.
    fn by(self, right: Right) -> Result<Self::Output, Overflow>;
}

/// A quantity that can be divided by a `Right` of another dimension.
pub trait Quotient<Right> {
    /// What the quotient measures.
    type Output;

    /// The quotient.
    ///
    /// # Errors
    /// [`Overflow`] when `right` is zero or the quotient cannot be held exactly.
    fn per(self, right: Right) -> Result<Self::Output, Overflow>;
}

/// `left * right / divisor`, where the divisor reconciles base units.
fn multiply<A: Dim, B: Dim, C: Dim>(left: Qty<A>, right: Qty<B>, divisor: i64) -> Result<Qty<C>, Overflow> {
    let product = left.value().times(right.value())?;
    Ok(Qty::new(if divisor == 1 {
        product
    } else {
        product.over(Rational::int(divisor))?
    }))
}

/// `result * divisor / part`, which undoes [`multiply`].
fn divide<C: Dim, A: Dim, B: Dim>(result: Qty<C>, part: Qty<A>, divisor: i64) -> Result<Qty<B>, Overflow> {
    let quotient = result.value().over(part.value())?;
    Ok(Qty::new(if divisor == 1 {
        quotient
    } else {
        quotient.times(Rational::int(divisor))?
    }))
}

macro_rules! laws {
    ($($left:ident * $right:ident = $result:ident * $divisor:literal;)*) => {$(
        laws!(@product $left, $right, $result, $divisor);
        laws!(@product $right, $left, $result, $divisor);
        laws!(@quotient $result, $left, $right, $divisor);
        laws!(@quotient $result, $right, $left, $divisor);
    )*};
    (@product $left:ident, $right:ident, $result:ident, $divisor:literal) => {
        impl Product<Qty<dim::$right>> for Qty<dim::$left> {
            type Output = Qty<dim::$result>;
            fn by(self, right: Qty<dim::$right>) -> Result<Self::Output, Overflow> {
                multiply(self, right, $divisor)
            }
        }
    };
    (@quotient $result:ident, $part:ident, $other:ident, $divisor:literal) => {
        impl Quotient<Qty<dim::$part>> for Qty<dim::$result> {
            type Output = Qty<dim::$other>;
            fn per(self, part: Qty<dim::$part>) -> Result<Self::Output, Overflow> {
                divide(self, part, $divisor)
            }
        }
    };
}

laws! {
    Voltage * Current = Power * 1;
    Power * Time = Energy * 1;
    // A data rate is in bits, data in bytes.
    DataRate * Time = Data * 8;
    RequestRate * Time = Count * 1;
}

impl Product<Self> for Meters {
    type Output = SquareMeters;
    fn by(self, right: Self) -> Result<SquareMeters, Overflow> {
        multiply(self, right, 1)
    }
}

impl Quotient<Meters> for SquareMeters {
    type Output = Meters;
    fn per(self, right: Meters) -> Result<Meters, Overflow> {
        divide(self, right, 1)
    }
}

/// How many cores `rate` requests per second keep busy when each takes `time` on one core: the mean number in
/// service (Little's law).
///
/// # Errors
/// [`Overflow`] when it cannot be held exactly.
pub fn busy_cores(rate: PerSecond, time: Seconds) -> Result<Cores, Overflow> {
    let in_service: Count = rate.by(time)?;
    Ok(Cores::new(in_service.value()))
}
