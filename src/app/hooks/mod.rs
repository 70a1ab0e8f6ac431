//! The edges of the page: what it hears from the browser and what it tells it.

pub mod focus;
pub mod hash_route;
pub mod paint_queue;
pub mod screen;
pub mod shortcuts;
pub mod watchdog;
pub mod worker;
