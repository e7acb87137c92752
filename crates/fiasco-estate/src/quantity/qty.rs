//! Quantities that carry their dimension: in the type ([`Qty`]) where code knows it, in a field ([`Quantity`])
//! where only the text does. Adding watts to seconds then fails to compile instead of failing a data center.

use std::marker::PhantomData;

use super::dimension::Dimension;
use super::rational::{Overflow, Rational};

mod sealed {
    /// Keeps the set of dimensions closed.
    pub trait Sealed {}
}

/// A marker type that stands for one [`Dimension`]; sealed, see [`dim`] for the list.
pub trait Dim:
    sealed::Sealed + Copy + Ord + std::hash::Hash + std::fmt::Debug + Send + Sync + 'static
{
    /// The dimension this marker stands for.
    const DIMENSION: Dimension;
    /// The same, for code that calls it a [`Measure`](super::Measure).
    const MEASURE: Dimension = Self::DIMENSION;
}

macro_rules! markers {
    ($($marker:ident as $alias:ident, $what:literal;)*) => {
        /// One marker type per dimension; they have no values and exist only as type parameters.
        pub mod dim {
            $(
                #[doc = concat!("Marks a quantity as ", $what, ".")]
                #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
                pub enum $marker {}
                impl super::sealed::Sealed for $marker {}
                impl super::Dim for $marker {
                    const DIMENSION: super::Dimension = super::Dimension::$marker;
                }
            )*
        }
        $(
            #[doc = concat!("An exact quantity: ", $what, ".")]
            pub type $alias = Qty<dim::$marker>;
        )*
    };
}

markers! {
    Power as Watts, "power in watts (or volt-amperes)";
    Energy as Joules, "energy in joules";
    Time as Seconds, "time in seconds";
    Data as Bytes, "data in bytes";
    DataRate as BitsPerSecond, "a data rate in bits per second";
    Mass as Kilograms, "mass in kilograms";
    Length as Meters, "length in meters";
    Area as SquareMeters, "area in square meters";
    Temperature as Kelvin, "temperature in kelvin";
    Frequency as Hertz, "frequency in hertz";
    RequestRate as PerSecond, "a rate of requests per second";
    Current as Amperes, "current in amperes";
    Voltage as Volts, "voltage in volts";
    Ratio as Share, "a share of a whole";
    RackUnits as Units, "height in rack units";
    Count as Count, "a number of things";
    Cores as Cores, "a number of processor cores";
    AreaLoad as KilogramsPerSquareMeter, "mass per area in kilograms per square meter";
    Volume as CubicMeters, "volume in cubic meters";
    Airflow as CubicMetersPerSecond, "airflow in cubic meters per second";
}

/// An exact quantity in the base unit of dimension `D`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Qty<D> {
    value: Rational,
    dimension: PhantomData<D>,
}

impl<D> Qty<D> {
    /// The number of base units, whatever the marker.
    pub(super) const fn value_in_base(&self) -> Rational {
        self.value
    }
}

impl<D: Dim> Qty<D> {
    /// None of it.
    pub const ZERO: Self = Self::int(0);

    /// This many base units.
    #[must_use]
    pub const fn new(value: Rational) -> Self {
        Self {
            value,
            dimension: PhantomData,
        }
    }

    /// This many whole base units.
    #[must_use]
    pub const fn int(value: i64) -> Self {
        Self::new(Rational::int(value))
    }

    /// The number of base units.
    #[must_use]
    pub const fn value(self) -> Rational {
        self.value
    }

    /// The same quantity with its dimension in a field.
    #[must_use]
    pub const fn untyped(self) -> Quantity {
        Quantity {
            value: self.value,
            dimension: D::DIMENSION,
        }
    }

    /// The sum.
    ///
    /// # Errors
    /// [`Overflow`] when it cannot be held exactly.
    pub fn plus(self, other: Self) -> Result<Self, Overflow> {
        self.value.plus(other.value).map(Self::new)
    }

    /// The difference, which may be negative.
    ///
    /// # Errors
    /// [`Overflow`] when it cannot be held exactly.
    pub fn minus(self, other: Self) -> Result<Self, Overflow> {
        self.value.minus(other.value).map(Self::new)
    }

    /// This quantity, `factor` times.
    ///
    /// # Errors
    /// [`Overflow`] when it cannot be held exactly.
    pub fn times(self, factor: Rational) -> Result<Self, Overflow> {
        self.value.times(factor).map(Self::new)
    }

    /// One part when divided into `divisor` parts.
    ///
    /// # Errors
    /// [`Overflow`] when `divisor` is zero or the part cannot be held exactly.
    pub fn over(self, divisor: Rational) -> Result<Self, Overflow> {
        self.value.over(divisor).map(Self::new)
    }

    /// How many times `other` fits, as a plain number.
    ///
    /// # Errors
    /// [`Overflow`] when `other` is zero or the answer cannot be held exactly.
    pub fn ratio(self, other: Self) -> Result<Rational, Overflow> {
        self.value.over(other.value)
    }

    /// The sum of many; zero for none.
    ///
    /// # Errors
    /// [`Overflow`] when it cannot be held exactly.
    pub fn total(parts: impl IntoIterator<Item = Self>) -> Result<Self, Overflow> {
        parts.into_iter().try_fold(Self::ZERO, Self::plus)
    }
}

impl<D: Dim> Default for Qty<D> {
    fn default() -> Self {
        Self::ZERO
    }
}

/// An exact quantity whose dimension is known only at run time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Quantity {
    /// The number of base units.
    pub value: Rational,
    /// What is measured; says which base unit.
    pub dimension: Dimension,
}

impl Quantity {
    /// The same quantity with its dimension in the type; `None` when it is of another dimension.
    #[must_use]
    pub fn typed<D: Dim>(self) -> Option<Qty<D>> {
        (self.dimension == D::DIMENSION).then_some(Qty::new(self.value))
    }
}

impl<D: Dim> From<Qty<D>> for Quantity {
    fn from(quantity: Qty<D>) -> Self {
        quantity.untyped()
    }
}
