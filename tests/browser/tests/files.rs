//! Files in and out of the page: what is saved is what the core makes, and what is brought in begins a run or is refused.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use browser_tests::Page;
use relu_lab::export::ExportKind;
use relu_lab::import::weights::Mlp;
use relu_lab::nn::activation::Activation;
use relu_lab::train::session::Session;
use relu_lab::train::spec::Spec;
use serde_json::{Value, json};
use thirtyfour::By;
use xtask::dirs;

const SOON: Duration = Duration::from_secs(20);

fn open(link: &str) -> Page {
    let page = Page::open(link);
    page.wait_until("the first frame", SOON, |page| page.try_data("status").as_deref() == Some("ready"));
    page
}

fn weights(name: &str) -> PathBuf {
    dirs::root().join("tests/import").join(format!("{name}.safetensors"))
}

/// As a person chooses a file.
fn choose(page: &Page, path: &std::path::Path) {
    page.button("Export").click();
    let sent = page.wait(async {
        let input = page.driver().find(By::Css("input[type=file]")).await?;
        input.send_keys(path.to_string_lossy().as_ref()).await
    });
    sent.expect("the field takes a file");
}

/// As a person drops one anywhere on the page.
fn drop_file(page: &Page, name: &str, bytes: &[u8]) {
    let script = "const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(arguments[1])], arguments[0]));
        const target = document.querySelector('.network') ?? document.body;
        for (const kind of ['dragover', 'drop'])
          target.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
        return null";
    page.script(script, vec![name.into(), json!(bytes)]);
}

/// What the dialog says of a file that was brought in.
fn said(page: &Page) -> String {
    page.wait_until("what is in it", SOON, |page| !page.text("brought").is_empty());
    page.text("brought")
}

fn fingerprint(page: &Page) -> String {
    page.eval_text(".identity")
}

/// What `eval_text` reads: the text of an element.
trait EvalText {
    fn eval_text(&self, selector: &str) -> String;
}

impl EvalText for Page {
    fn eval_text(&self, selector: &str) -> String {
        let script = "return document.querySelector(arguments[0])?.innerText ?? ''";
        self.script(script, vec![selector.into()]).as_str().unwrap_or_default().to_owned()
    }
}

/// Everything that the page gives out as a file from now on is kept and not saved.
fn catch_files(page: &Page) {
    page.script(
        "window.saved = [];
         URL.createObjectURL = blob => { blob.arrayBuffer().then(bytes => { window.bytes = [...new Uint8Array(bytes)]; }); return '#'; };
         HTMLAnchorElement.prototype.click = function () { saved.push(this.download); };
         return null",
        vec![],
    );
}

/// Name and bytes of the file that a button gives out.
fn saved(page: &Page, button: &str) -> (String, Vec<u8>) {
    page.script("window.bytes = null; saved.length = 0; return null", vec![]);
    page.button(button).click();
    page.wait_until("a file", SOON, |page| {
        page.script("return saved.length > 0 && bytes !== null", vec![]) == json!(true)
    });
    let name = page.script("return saved[0]", vec![]).as_str().unwrap_or_default().to_owned();
    let Value::Array(bytes) = page.script("return bytes", vec![]) else { panic!("no bytes") };
    (name, bytes.iter().map(|byte| u8::try_from(byte.as_u64().unwrap_or_default()).unwrap_or_default()).collect())
}

#[test]
fn weights_of_torch_begin_a_run() {
    let page = open("#/train?act=relu&seed=5&lr=0.01");
    choose(&page, &weights("mlp"));
    assert_eq!(said(&page), "mlp.safetensors: 2 inputs, hidden layers of 6 and 5 units, 1 output.");
    page.field("Activation of the hidden layers").set("Tanh");
    assert!(page.text("fits").starts_with("It fits Circle."), "{}", page.text("fits"));
    page.button("Start from these weights").click();
    page.wait_until("its network", SOON, |page| page.try_data("units-total").as_deref() == Some("11"));
    page.wait_until("what it learned", SOON, |page| page.value("test-accuracy") > 0.95);
    assert!(page.text("begun").contains("starts from the weights in mlp.safetensors"), "{}", page.text("begun"));
    assert_eq!(page.link(), "#/train?hidden=6,5&act=tanh&lr=0.01&seed=5");
    // It is the run of the core.
    let mlp = Mlp::read(&fs::read(weights("mlp")).expect("the file")).expect("a network");
    let spec = Spec::from_query("seed=5&lr=0.01").0;
    let tanh = Activation::from_id("tanh").expect("a function");
    let fit = mlp.fit(&spec, tanh, spec.output).expect("it fits");
    let mut native = Session::with_start(fit.spec, fit.start).expect("it begins");
    let of = |session: &Session| format!("{:016x}", session.state().network.fingerprint());
    let first = of(&native);
    page.wait_until("the same bits", SOON, |page| fingerprint(page).contains(&first));
    page.button("Step").click();
    native.step().expect("a finite step");
    page.wait_until("the same step", SOON, |page| fingerprint(page).contains(&of(&native)));
    page.button("Reset").click();
    page.wait_until("the same start", SOON, |page| fingerprint(page).contains(&first));
    // Another learning rate, other data of two inputs: from the same weights. Another seed leaves them, and Undo comes back.
    page.radio("Data set", "XOR").click();
    page.wait_until("a restart", SOON, |page| page.link().contains("data=xor"));
    page.wait_until("the same weights", SOON, |page| fingerprint(page).contains(&first));
    page.button("New seed").click();
    page.wait_until("other weights", SOON, |page| page.text("begun").is_empty() && !fingerprint(page).contains(&first));
    assert!(
        page.eval_text(".toast").contains("it no longer starts from mlp.safetensors"),
        "{}",
        page.eval_text(".toast")
    );
    page.button("Undo").click();
    page.wait_until("the file again", SOON, |page| {
        !page.text("begun").is_empty() && fingerprint(page).contains(&first)
    });
    page.button("Leave the file").click();
    page.wait_until("drawn weights", SOON, |page| page.text("begun").is_empty() && !fingerprint(page).contains(&first));
    page.assert_clean();
}

#[test]
fn what_cannot_be_taken_is_told_and_changes_nothing() {
    let page = open("#/train?seed=5");
    let link = page.link();
    let refused: [(&str, Vec<u8>, &str); 6] = [
        (
            "conv.safetensors",
            fs::read(weights("convolution")).expect("a file"),
            "conv.safetensors: 0.weight [4, 1, 3, 3] has 4 dimensions; the weight of a linear layer has 2: [out, in]",
        ),
        (
            "a.safetensors",
            fs::read(weights("without_bias")).expect("a file"),
            "a.safetensors: 2.bias is missing, which belongs to 2.weight [3, 4]",
        ),
        (
            "model.pt",
            vec![1, 2],
            "model.pt: this format can hold any program. Save the weights with safetensors.torch.save_file(model.state_dict(), \"mlp.safetensors\").",
        ),
        ("cat.png", vec![1, 2], "cat.png: neither an experiment (.json) nor weights (.safetensors)."),
        (
            "a.json",
            b"{\n \"version\": 1,\n \"lr\" 3}".to_vec(),
            "a.json: this is not JSON: expected `:` at line 3 column 7.",
        ),
        ("b.json", b"{\"lr\": 3}".to_vec(), "b.json: an experiment has \"version\": 1, which is missing."),
    ];
    for (name, bytes, words) in refused {
        drop_file(&page, name, &bytes);
        page.wait_until("why not", SOON, |page| page.text("brought") == words);
        page.button("Close").click();
        page.wait_until("the dialog is closed", SOON, |page| {
            page.eval("document.querySelector('dialog[open]') === null") == true
        });
        page.settle(Duration::from_millis(200));
    }
    // A network that is one, but not for these data: it can be looked at, not taken.
    drop_file(&page, "three.safetensors", &fs::read(weights("three_inputs")).expect("a file"));
    page.wait_until("its layers", SOON, |page| page.text("brought").starts_with("three.safetensors: 3 inputs"));
    let misfits = page.eval_text(".misfits");
    assert!(misfits.contains("0.weight [4, 3] takes 3 inputs; Circle gives 2: x1, x2."), "{misfits}");
    page.button("Start from these weights").click();
    assert_eq!(page.link(), link);
    page.button("Cancel").click();
    assert!(page.text("begun").is_empty());
    // Some of it is mended, and it is said where.
    drop_file(&page, "c.json", b"{\n \"version\": 1,\n \"data\": \"xor\",\n \"lr\": 1000\n}");
    page.wait_until("what is mended", SOON, |page| {
        page.eval_text(".brought").contains("line 4: lr=1000: allowed is 0.00001 to 100; 100 is used")
    });
    page.button("Start this experiment").click();
    page.wait_until("the experiment", SOON, |page| page.link() == "#/train?data=xor&lr=100");
    page.assert_clean();
}

#[test]
fn files_are_saved_and_the_experiment_comes_back() {
    let query = "data=moons&hidden=5,3&act=tanh&lr=0.2&epochs=3&seed=7";
    let page = open(&format!("#/train?{query}"));
    catch_files(&page);
    page.button("Play").click();
    page.wait_until("the end", SOON, |page| page.data("status") == "finished");
    let mut native = Session::new(Spec::from_query(query).0);
    (0..3).for_each(|_| native.step_epoch());
    page.button("Export").click();
    let mut native_file = |kind: ExportKind| kind.file(&mut native).expect("a file");
    let (name, bytes) = saved(&page, "Weights (safetensors)");
    assert!(name == "relu-lab-weights.safetensors" && bytes == native_file(ExportKind::Weights));
    let (name, bytes) = saved(&page, "Units (CSV)");
    assert_eq!((name.as_str(), String::from_utf8_lossy(&bytes).lines().count()), ("relu-lab-units.csv", 1 + 5 + 3 + 1));
    assert_eq!(bytes, native_file(ExportKind::Units));
    let (name, bytes) = saved(&page, "Curves (CSV)");
    assert!(name == "relu-lab-curves.csv" && bytes.starts_with(b"epoch,train_loss,"));
    let (name, bytes) = saved(&page, "Experiment (JSON)");
    assert_eq!(name, "relu-lab-experiment.json");
    page.button("Close export").click();
    page.edit_link("#/train?data=xor");
    page.wait_until("another experiment", SOON, |page| page.data("status") == "ready");
    drop_file(&page, &name, &bytes);
    assert_eq!(said(&page), "relu-lab-experiment.json: an experiment, every setting allowed.");
    page.button("Start this experiment").click();
    page.wait_until("the experiment", SOON, |page| page.link() == format!("#/train?{query}"));
    page.assert_clean();
}

/// The projects lie in `target/from-page` afterwards: their programs can be run by hand.
#[test]
fn a_project_for_torch_comes_out_of_the_page() {
    let folder = dirs::target().join("from-page");
    fs::create_dir_all(&folder).expect("a folder");
    for (place, query) in [
        "data=spiral&hidden=8,6&act=leaky_relu(0.1)&opt=adam&lr=0.01&epochs=20&seed=3",
        "data=blobs&classes=4&hidden=6&act=gelu&bn=on&batch=16&epochs=10",
        "data=sine&hidden=8,8&act=tanh&epochs=15&opt=sgd(momentum=0.9)&lr=0.05",
    ]
    .iter()
    .enumerate()
    {
        let page = open(&format!("#/train?{query}"));
        catch_files(&page);
        let speed = page.field("Speed");
        speed.set(&speed.attribute("max").unwrap_or_else(|| "100".to_owned()));
        page.button("Play").click();
        page.wait_until("the end", SOON, |page| page.data("status") == "finished");
        page.button("Export").click();
        let (name, bytes) = saved(&page, "PyTorch project (zip)");
        assert_eq!(name, "relu-lab-pytorch.zip");
        assert!(relu_lab::export::torch::is_own_zip(&bytes));
        fs::write(folder.join(format!("{place}.zip")), bytes).expect("a file");
        page.assert_clean();
    }
}
