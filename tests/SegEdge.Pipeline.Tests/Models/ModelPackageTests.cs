using SegEdge.Pipeline.Models;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests.Models;

public sealed class ModelPackageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TinyModel _tiny = TinyOnnx.Logits(16, 8);

    [Theory]
    [InlineData("")]
    [InlineData("model.json")]
    [InlineData("tiny.onnx")]
    public void FolderManifestOrModel_AreThreeWaysToTheSame(string name)
    {
        _tiny.SaveTo(_folder);
        var package = ModelPackage.Load(Path.Combine(_folder.Path, name));
        Assert.Equal(_folder.File("tiny.onnx"), package.ModelPath);
        Assert.Equal(_tiny.Manifest.Sha256, package.Sha256);
    }

    [Fact]
    public void WrongHash_TellsBoth()
    {
        _tiny.SaveTo(_folder);
        File.AppendAllText(_folder.File("tiny.onnx"), " ");
        var message = ProblemOf(_folder.Path);
        Assert.Contains(_tiny.Manifest.Sha256!, message);
        Assert.Contains(ModelPackage.HashOf(_folder.File("tiny.onnx")), message);
        Assert.Contains("copy it again", message);
    }

    [Fact]
    public void MissingModel_TellsHowToInstallIt()
    {
        _tiny.SaveTo(_folder);
        File.Delete(_folder.File("tiny.onnx"));
        Assert.Contains("segedge models pull tiny", ProblemOf(_folder.Path));
    }

    [Fact]
    public void NoManifest_TellsHowToGetOne()
    {
        File.WriteAllBytes(_folder.File("tiny.onnx"), _tiny.Onnx);
        Assert.Contains("segedge probe", ProblemOf(_folder.File("tiny.onnx")));
        Assert.Contains("segedge probe", ProblemOf(_folder.Path));
    }

    [Fact]
    public void NoSuchPath_IsTold() => Assert.Contains("no such model", ProblemOf(_folder.File("nowhere")));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(200)]
    public void Truncated_WithoutAHash_TellsBytesAndNextStep(int bytes)
    {
        var package = (_tiny with { Onnx = _tiny.Onnx[..bytes] }).With(m => m with { Sha256 = null }).SaveTo(_folder);
        var e = Assert.Throws<ModelException>(() => new SegmentationModel(package, new RuntimeOptions()));
        Assert.Contains($"{bytes} bytes", e.Message);
        Assert.Contains(package.ModelPath, e.Message);
        Assert.Contains("sha256", e.Message);
    }

    public void Dispose() => _folder.Dispose();

    private static string ProblemOf(string path) => Assert.Throws<ModelException>(() => ModelPackage.Load(path)).Message;
}
