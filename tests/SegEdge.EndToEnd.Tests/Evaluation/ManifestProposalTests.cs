using SegEdge.EdgeHost.Models;
using SegEdge.Pipeline.Models;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Evaluation;

public sealed class ManifestProposalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void AnOpenSize_GetsBounds_AndTheProposalIsReadAsItIs()
    {
        var manifest = Propose(TinyOnnx.Logits(-3, -2));
        Assert.Equal([512, 512], manifest.Shapes!.Opt);
        Assert.Equal((0, 0), (manifest.Input.Width, manifest.Input.Height));
        File.WriteAllText(_folder.File(ModelPackage.ManifestName), ManifestReader.Write(manifest));
        var package = ModelPackage.Load(_folder.Path).FittedTo(new(1920, 1080));
        Assert.Equal((1920, 1088), (package.Manifest.Input.Width, package.Manifest.Input.Height));
    }

    [Fact]
    public void AFixedSize_IsTheFiles()
    {
        var manifest = Propose(TinyOnnx.Logits(48, 32));
        Assert.Null(manifest.Shapes);
        Assert.Equal((48, 32), (manifest.Input.Width, manifest.Input.Height));
    }

    public void Dispose() => _folder.Dispose();

    private ModelManifest Propose(TinyModel model)
    {
        File.WriteAllBytes(_folder.File("tiny.onnx"), model.Onnx);
        return ManifestProposal.For(_folder.File("tiny.onnx"), ModelSignature.Read(_folder.File("tiny.onnx")));
    }
}
