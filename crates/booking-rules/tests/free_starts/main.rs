//! Availability, held against the rules: tables for the days the clock changes, for each grid, horizon and limit,
//! and a slow second implementation that must agree minute by minute.

mod buffers_and_capacity;
mod clock_changes;
mod grids;
mod horizons_and_limits;
mod properties;
mod reference;
mod refusals;
mod salon;
