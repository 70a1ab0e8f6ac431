//! The edges of the page: what it hears from the browser and what it tells it.

pub mod clipboard;
pub mod clock;
pub mod digits;
pub mod files;
pub mod free_place;
pub mod hash_route;
pub mod hidden;
pub mod new_version;
pub mod opened;
pub mod own;
pub mod paint_queue;
pub mod pool;
pub mod refused;
pub mod screen;
pub mod shortcuts;
pub mod storage;
pub mod watchdog;
pub mod worker;
