using SegEdge.Pipeline.Decoding.Instances;
using SegEdge.Pipeline.Models;
using SegEdge.Testing;
using SegEdge.Testing.Instances;

namespace SegEdge.Pipeline.Tests.Models;

public sealed class InstanceCheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TinyModel _discs = DiscDetector.ToModel();

    [Fact]
    public void TheManifest_IsReadAsItWasWritten_WithEveryDefault()
    {
        var text = ManifestReader.Write(_discs.Manifest).Replace("\"scores\": \"probabilities\",", "", StringComparison.Ordinal);
        File.WriteAllText(_folder.File("model.json"), text);
        var head = Assert.Single(ManifestReader.Read(_folder.File("model.json")).Heads);
        Assert.Equal(ScoreUnit.Probabilities, head.Scores);
        Assert.Equal(new ModelInstances { Prototypes = "output1", Overlap = 0.5f }, head.Instances);
        Assert.DoesNotContain("instances", ManifestReader.Write(TinyOnnx.Logits(16, 8).Manifest), StringComparison.Ordinal);
    }

    [Fact]
    public void BadValues_AreAllNamed()
    {
        var problems = ProblemsOf(h => h with { Instances = h.Instances! with { ScoreThreshold = 1, Overlap = 0, MaxInstances = 256 } });
        Assert.Equal(3, problems.Count);
        Assert.Contains(problems, p => p.Contains("'heads[0]' (objects): 'instances.scoreThreshold' is 1", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("'instances.overlap' is 0", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("'instances.maxInstances' is 256, expected 1..255", StringComparison.Ordinal));
    }

    [Fact]
    public void WithoutPrototypes_TheManifestSaysWhereTheyBelong() =>
        Assert.Contains("\"instances\": { \"prototypes\"", Assert.Single(ProblemsOf(h => h with { Instances = null })), StringComparison.Ordinal);

    [Fact]
    public void AnUnknownKey_NamesTheOnesThereAre()
    {
        File.WriteAllText(_folder.File("model.json"), ManifestReader.Write(_discs.Manifest).Replace("\"overlap\"", "\"iou\"", StringComparison.Ordinal));
        var problem = Assert.Single(Assert.Throws<ModelException>(() => ManifestReader.Read(_folder.File("model.json"))).Problems);
        Assert.Contains("$.heads[0].instances.iou", problem, StringComparison.Ordinal);
        Assert.Contains("Expected: prototypes, scoreThreshold, overlap, maxInstances, perClass.", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void AForgottenBackground_IsNamed() => AssertOne(h => h with { Classes = [.. h.Classes.Skip(1)] },
        "'heads[0].classes' lists 3", "10 values a detection", "3 coefficients", "Expected 4 classes, the background first");

    [Fact]
    public void SwappedOutputs_AreBothNamed()
    {
        var problems = Compare(h => h with { Output = "output1", Instances = h.Instances! with { Prototypes = "output0" } });
        Assert.Equal(2, problems.Count);
        Assert.Contains(problems, p => p.Contains("'heads[0].output' (output1: float [1, 3, 40, 40]) has 4 axes, expected 3", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("'heads[0].instances.prototypes' (output0: float [1, 10, 4800]) has 3 axes, expected 4", StringComparison.Ordinal));
    }

    [Fact]
    public void AnOutputThatIsNotThere_ListsThoseThatAre() =>
        AssertOne(h => h with { Instances = h.Instances! with { Prototypes = "protos" } }, "'heads[0].instances.prototypes' is 'protos'", "'output0', 'output1'");

    [Fact]
    public void WhatAgrees_HasNoProblem() => Assert.Empty(Compare(h => h));

    [Theory]
    [InlineData(new[] { 1, 9, 4800 }, new[] { 1, 3, 40, 40 }, "'output0' the shape [1, 9, 4800], expected [1, V, N] or [1, N, V] with V = 10")]
    [InlineData(new[] { 2, 10, 4800 }, new[] { 1, 3, 40, 40 }, "'output0' the shape [2, 10, 4800]")]
    [InlineData(new[] { 1, 10, 4800 }, new[] { 1, 40, 40 }, "'output1' the shape [1, 40, 40], expected [1, coefficients, height, width]")]
    public void WhatTheFileLeavesOpen_IsNamedByTheFirstRun(int[] detections, int[] prototypes, string expected)
    {
        BoundTensor Tensor(string name, int[] shape) => new(name, shape, new float[shape.Aggregate((a, b) => a * b)]);
        var problem = Assert.Throws<ModelException>(() => InstanceShapes.Of(_discs.Manifest.Heads[0], _discs.Manifest.Input, Tensor("output0", detections), Tensor("output1", prototypes)));
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private void AssertOne(Func<ModelHead, ModelHead> change, params string[] parts)
    {
        var problem = Assert.Single(Compare(change));
        Assert.All(parts, part => Assert.Contains(part, problem, StringComparison.Ordinal));
    }

    private IReadOnlyList<string> Compare(Func<ModelHead, ModelHead> change)
    {
        var package = _discs.WithHead(change).SaveTo(_folder);
        return ManifestCheck.Compare(package.Manifest, ModelSignature.Read(package.ModelPath));
    }

    private IReadOnlyList<string> ProblemsOf(Func<ModelHead, ModelHead> change)
    {
        File.WriteAllText(_folder.File("model.json"), ManifestReader.Write(_discs.WithHead(change).Manifest));
        return Assert.Throws<ModelException>(() => ManifestReader.Read(_folder.File("model.json"))).Problems;
    }
}
