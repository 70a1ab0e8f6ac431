//! What the browser asked the network for, from its own record.

use serde_json::Value;

/// The address of a request that goes to a network, if this entry of the performance log is about one.
///
/// What stands for its own content (`data:`, `blob:`) or is inside the browser (`chrome:`) goes nowhere.
pub fn requested(entry: &str) -> Option<String> {
    let entry: Value = serde_json::from_str(entry).ok()?;
    let message = &entry["message"];
    let url = match message["method"].as_str()? {
        "Network.requestWillBeSent" => &message["params"]["request"]["url"],
        "Network.webSocketCreated" => &message["params"]["url"],
        _ => return None,
    };
    let url = url.as_str()?;
    let is_network = ["http:", "https:", "ws:", "wss:"].iter().any(|scheme| url.starts_with(scheme));
    is_network.then(|| url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::requested;

    #[test]
    fn only_what_goes_out() {
        let entry = |method: &str, url: &str| {
            format!(r#"{{"message":{{"method":"{method}","params":{{"request":{{"url":"{url}"}}}}}}}}"#)
        };
        assert_eq!(requested(&entry("Network.requestWillBeSent", "http://a/b")), Some("http://a/b".into()));
        assert_eq!(requested(&entry("Network.requestWillBeSent", "data:image/png,x")), None);
        assert_eq!(requested(&entry("Network.loadingFinished", "http://a/b")), None);
        assert_eq!(requested("no JSON"), None);
    }
}
