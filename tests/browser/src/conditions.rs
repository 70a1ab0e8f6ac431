//! What a page is opened under: the size of its window, what the system prefers, how fast its connection and its machine are.
//!
//! All of it is the browser's own emulation; Chromium only.

use std::env;

use serde_json::json;

use crate::page::Page;

/// A size of the window, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Viewport {
    /// For file names.
    pub name: &'static str,
    /// Across.
    pub width: u32,
    /// Down.
    pub height: u32,
    /// Touch, and two device pixels to one of CSS.
    pub mobile: bool,
}

impl Viewport {
    /// The laptop of a class room.
    pub const DESKTOP: Self = Self { name: "1366x768", width: 1366, height: 768, mobile: false };
    /// Upright.
    pub const TABLET: Self = Self { name: "768x1024", width: 768, height: 1024, mobile: false };
    /// Upright.
    pub const PHONE: Self = Self { name: "390x844", width: 390, height: 844, mobile: true };
    /// A big screen.
    pub const LARGE: Self = Self { name: "1920x1080", width: 1920, height: 1080, mobile: false };
    /// The smallest on which the Train page is one screen.
    pub const SMALL_DESKTOP: Self = Self { name: "1280x720", width: 1280, height: 720, mobile: false };
    /// On its side.
    pub const TABLET_WIDE: Self = Self { name: "1180x820", width: 1180, height: 820, mobile: false };
    /// An old projector.
    pub const PROJECTOR: Self = Self { name: "1024x768", width: 1024, height: 768, mobile: false };
    /// The smallest: also a page of 1280 pixels enlarged to 400 %.
    pub const SMALL_PHONE: Self = Self { name: "320x640", width: 320, height: 640, mobile: true };
    /// Every size that the layout has to stand.
    pub const EVERY: [Self; 8] = [
        Self::LARGE,
        Self::DESKTOP,
        Self::SMALL_DESKTOP,
        Self::TABLET_WIDE,
        Self::PROJECTOR,
        Self::TABLET,
        Self::PHONE,
        Self::SMALL_PHONE,
    ];
    /// One of each kind.
    pub const ALL: [Self; 3] = [Self::DESKTOP, Self::TABLET, Self::PHONE];
}

/// What the system prefers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// `prefers-color-scheme: light`
    Light,
    /// `prefers-color-scheme: dark`
    Dark,
}

impl Theme {
    /// As in CSS.
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// A slow connection, as the browser's own throttling makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    /// In both directions.
    pub megabits_per_second: u32,
    /// From a request to the first byte of its answer.
    pub latency_millis: u32,
}

impl Page {
    /// The window in exactly this size.
    pub fn set_viewport(&self, viewport: Viewport) {
        let Viewport { width, height, mobile, .. } = viewport;
        let scale = if mobile { 2 } else { 1 };
        self.devtools(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": mobile }),
        );
        self.devtools("Emulation.setTouchEmulationEnabled", json!({ "enabled": mobile }));
    }

    /// As if the system preferred it.
    pub fn set_theme(&self, theme: Theme) {
        self.devtools(
            "Emulation.setEmulatedMedia",
            json!({ "features": [{ "name": "prefers-color-scheme", "value": theme.name() }] }),
        );
    }

    /// From now on the page's requests are as slow as this.
    pub fn slow_down(&self, network: Network) {
        let bytes_per_second = f64::from(network.megabits_per_second) * 1e6 / 8.0;
        self.devtools("Network.enable", json!({}));
        self.devtools(
            "Network.emulateNetworkConditions",
            json!({
                "offline": false,
                "latency": network.latency_millis,
                "downloadThroughput": bytes_per_second,
                "uploadThroughput": bytes_per_second,
            }),
        );
    }

    /// As on a machine that takes `SLOW_DOWN` times as long, if that is set: what a test must not rely on is that something is
    /// painted already when the words beside it are there.
    pub(crate) fn slow_down_machine(&self) {
        let Some(rate) = env::var("SLOW_DOWN").ok().and_then(|text| text.parse::<f64>().ok()) else { return };
        self.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": rate }));
        let late = format!(
            "{{ const frame = requestAnimationFrame.bind(window);
                window.requestAnimationFrame = then => setTimeout(frame, {}, then);
                window.cancelAnimationFrame = clearTimeout; }}",
            16.0 * rate
        );
        self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": late }));
    }
}
