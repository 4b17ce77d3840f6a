using SegEdge.Onnx.Tests.Networks;
using SegEdge.Onnx.Transforms;
using SegEdge.Onnx.Wire;
using SegEdge.Testing;

namespace SegEdge.Onnx.Tests.Torch;

/// <summary>Networks made in PyTorch and exported in every form that its exporter has (<c>export.py</c>): our gradient of the file against
/// autograd's of the network it came from.</summary>
public sealed class ExportTests(ExportTests.Exports exports) : IClassFixture<ExportTests.Exports>
{
    private const double Tolerance = 1e-4;

    public static TheoryData<string, int> Cases()
    {
        var cases = new TheoryData<string, int>();
        foreach (var (net, first) in ((string, int)[])[("unet", 7), ("transformer", 9), ("mobile", 7)])
            for (var opset = first; opset <= 17; opset++) cases.Add(net, opset);
        return cases;
    }

    /// <summary>Constants folded or as traced, batch normalisation folded or as it is; batch of 1 or open.</summary>
    [Theory, MemberData(nameof(Cases))]
    public void EveryForm_HasAutogradsGradient(string net, int opset)
    {
        foreach (var form in (string[])["-folded", "", "-folded-batch", "-batch"])
            Compare(Path.Combine(exports.Folder(), $"{net}-{opset}{form}"), openBatch: form.EndsWith("batch", StringComparison.Ordinal));
    }

    private static void Compare(string folder, bool openBatch)
    {
        var model = OnnxReader.Read(Path.Combine(folder, "model.onnx"));
        new UpgradeOpset().Apply(model);
        new FoldConstants().Apply(model);
        new AppendGradient("score", ["image"]).Apply(model);
        Verifier.Verify(model);
        using var ort = new Ort(model);
        var shape = model.Graph.Find("image").Shape!.With(0, 1).Sizes();
        var once = File.ReadAllBytes(Path.Combine(folder, "input.f32"));
        var results = ort.Run(("image", Tensor.FromRaw(ElementType.Float, shape, once)));
        var logits = TorchScript.Read(Path.Combine(folder, "logits.f64"));
        var truth = TorchScript.Read(Path.Combine(folder, "gradient.f64"));
        var error = RelativeError.Of(results["image/gradient"].ToDoubles(), truth);
        var autograds = RelativeError.Of(TorchScript.Read(Path.Combine(folder, "gradient.f32")), truth);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Path.GetFileName(folder)}: relative error {error:e1}; autograd's own in float: {autograds:e1}");
        Assert.InRange(RelativeError.Of(results["logits"].ToDoubles(), logits), 0, Tolerance);
        Assert.InRange(error, 0, Tolerance);
        if (!openBatch) return;

        shape[0] = 2;
        var twice = ort.Run(("image", Tensor.FromRaw(ElementType.Float, shape, (byte[])[.. once, .. once])));
        Assert.InRange(RelativeError.Of(twice["image/gradient"].ToDoubles(), [.. truth, .. truth]), 0, Tolerance);
    }

    /// <summary>Exported once for all cases.</summary>
    public sealed class Exports : IDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private bool _done;

        public string Folder()
        {
            if (_done) return _folder.Path;
            TorchScript.Run("export.py", _folder.Path);
            _done = true;
            return _folder.Path;
        }

        public void Dispose() => _folder.Dispose();
    }
}
