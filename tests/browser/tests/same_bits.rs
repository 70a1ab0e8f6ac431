//! One link, one result: a run in the browser ends with the bits of a native run.

use std::time::Duration;

use browser_tests::Page;
use relu_lab::train::session::Session;
use relu_lab::train::spec::Spec;

/// Different activations, optimizers, losses, with and without batch norm, wide and deep.
const LINKS: [&str; 11] = [
    "epochs=40",
    "epochs=30&act=gelu&opt=adam&lr=0.02&seed=5",
    "epochs=30&act=tanh,sigmoid&opt=sgd(momentum=0.9,nesterov=1)&data=xor&seed=2",
    "epochs=20&act=silu&bn=on&hidden=16,16&data=spiral&opt=adamw&lr=0.01",
    "epochs=20&act=elu&opt=rmsprop&lr=0.005&data=moons&init=xavier_uniform&batch=10",
    "epochs=30&act=mish&opt=adagrad&data=plane&noise=0.2&features=x1,x2,x1*x2,sin(pi*x1)",
    "epochs=30&act=softplus&data=sine&hidden=12,7&opt=adam&lr=0.03",
    "epochs=10&act=relu&hidden=8,8,8,8,8,8,8,8,8,8&init=orthogonal&lr=0.05&clip=1&l1=0.0001",
    "epochs=15&act=prelu&init=rai&data=gauss&batch=full&lr=0.5",
    "epochs=15&act=selu&init=lecun_normal&loss=ce&data=multi_gauss&n=200",
    "epochs=15&act=leaky_relu(0.2)&init=torch_default&bias=torch_default&loss=mse&out=sigmoid&seed=77",
];

#[test]
fn native_and_browser_runs_end_with_the_same_bits() {
    let page = Page::open("");
    for link in LINKS {
        let (spec, _) = Spec::from_query(link);
        let mut session = Session::new(spec);
        while session.ended().is_none() {
            session.step_epoch();
        }
        let native = session.snapshot(false, 0.0, None);

        page.go(&format!("#/train?{link}"));
        page.wait_until("the first frame", Duration::from_secs(10), |page| {
            page.try_data("status").as_deref() == Some("ready")
        });
        let speed = page.field("Speed");
        speed.set(&speed.attribute("max").unwrap_or_else(|| "100".to_owned()));
        page.button("Play").click();
        page.wait_until("the end", Duration::from_mins(1), |page| page.data("status") == native.status.id());

        let loss = |name| page.data(name).parse::<f32>().map(f32::to_bits).ok();
        assert_eq!(page.data("fingerprint"), format!("{:016x}", native.fingerprint), "{link}");
        assert_eq!(loss("train-loss"), Some(native.train_loss.to_bits()), "{link}");
        assert_eq!(loss("test-loss"), Some(native.test_loss.to_bits()), "{link}");
        println!("{link}: {:016x}, loss {}", native.fingerprint, native.train_loss);
    }
}
