//! Filling, where no disk of its own is needed.

use super::*;
