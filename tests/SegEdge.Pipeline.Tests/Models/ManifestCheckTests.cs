using SegEdge.Pipeline.Models;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests.Models;

public sealed class ManifestCheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TinyModel _tiny = TinyOnnx.Logits(16, 8);

    [Fact]
    public void EveryTinyModel_AgreesWithItsManifest()
    {
        TinyModel[] models =
        [
            _tiny, TinyOnnx.Logits(16, 8, layout: TensorLayout.Nhwc), TinyOnnx.Logits(16, 8, openBatch: true), TinyOnnx.TwoHeads(16, 8),
            TinyOnnx.Binary(16, 8), TinyOnnx.Binary(16, 8, probability: true), TinyOnnx.Argmax(16, 8, true), TinyOnnx.Argmax(16, 8, false),
        ];
        Assert.All(models, model => Assert.Empty(ProblemsOf(model)));
    }

    [Fact]
    public void ClassCount_NamesTheField() =>
        AssertOne(_tiny.WithHead(h => h with { Classes = [.. h.Classes.Take(3)] }), "'heads[0].classes' lists 3", "has 4");

    [Fact]
    public void InputSize_NamesEachSide()
    {
        var problems = ProblemsOf(_tiny.WithInput(i => i with { Width = 24, Height = 12 }));
        Assert.Equal(2, problems.Count);
        Assert.Contains(problems, p => p.Contains("'input.width' is 24, the model's input has 16", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("'input.height' is 12, the model's input has 8", StringComparison.Ordinal));
    }

    [Fact]
    public void Layout_NamesTheField() =>
        AssertOne(_tiny.WithInput(i => i with { Layout = TensorLayout.Nhwc }), "'input.layout' is 'NHWC'", "reads 16 channels", "Try the other layout");

    [Fact]
    public void InputName_ListsWhatThereIs() => AssertOne(_tiny.WithInput(i => i with { Name = "images" }), "'input.name' is 'images'", "'picture'");

    [Fact]
    public void OutputName_ListsWhatThereIs() => AssertOne(_tiny.WithHead(h => h with { Output = "y" }), "'heads[0].output' is 'y'", "'scores'");

    [Fact]
    public void IndicesTakenForScores_NameTheType() =>
        AssertOne(TinyOnnx.Argmax(16, 8, true).With(m => m with { Task = ModelTask.Binary, Heads = [m.Heads[0] with { Classes = [.. m.Heads[0].Classes.Take(2)] }] }),
            "'heads[0].output'", "Int64", "needs Float");

    [Fact]
    public void BinaryHead_HasOneChannel() =>
        AssertOne(_tiny.With(m => m with { Task = ModelTask.Binary, Heads = [m.Heads[0] with { Classes = [.. m.Heads[0].Classes.Take(2)] }] }),
            "'heads[0]' is Binary", "has 4");

    [Fact]
    public void EveryDisagreement_IsListed() =>
        Assert.Equal(3, ProblemsOf(_tiny.WithInput(i => i with { Width = 24, Height = 12 }).WithHead(h => h with { Output = "y" })).Count);

    [Fact]
    public void Model_RefusesToOpen_WithTheSameList()
    {
        var package = _tiny.WithHead(h => h with { Output = "y" }).SaveTo(_folder);
        var e = Assert.Throws<ModelException>(() => new SegmentationModel(package, new RuntimeOptions()));
        Assert.Contains(package.ModelPath, Assert.Single(e.Problems));
    }

    public void Dispose() => _folder.Dispose();

    private IReadOnlyList<string> ProblemsOf(TinyModel model)
    {
        File.WriteAllBytes(_folder.File("tiny.onnx"), model.Onnx);
        return ManifestCheck.Compare(model.Manifest, ModelSignature.Read(_folder.File("tiny.onnx")));
    }

    private void AssertOne(TinyModel model, params string[] parts)
    {
        var problem = Assert.Single(ProblemsOf(model));
        Assert.All(parts, part => Assert.Contains(part, problem));
    }
}
