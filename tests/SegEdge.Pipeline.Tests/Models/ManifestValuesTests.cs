using SegEdge.Pipeline.Models;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests.Models;

public sealed class ManifestValuesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void AllProblems_AreListedAtOnce()
    {
        var tiny = TinyOnnx.Logits(16, 8).Manifest;
        var problems = ProblemsOf(tiny with
        {
            File = "weights/tiny.onnx",
            Sha256 = "ABC",
            Input = tiny.Input with { Width = 7, Height = 9000, Mean = [1], Std = [1, 0, 1], Scale = 0, Padding = 256 },
            Heads = [tiny.Heads[0] with { Name = "a b", Threshold = 1, Classes = [new("x", "red"), new("x", "#000000"), new("y", "#000000")] }],
        });
        string[] expected =
        [
            "'file'", "'sha256'", "'input.width' is 7", "'input.height' is 9000", "'input.padding' is 256", "'input.mean' has 1", "'input.std'", "'input.scale'",
            "'name' may hold", "'threshold' is 1", "'red'", "share the color #000000", "two classes are named 'x'",
        ];
        foreach (var part in expected) Assert.Single(problems, p => p.Contains(part, StringComparison.Ordinal));
        Assert.Equal(expected.Length, problems.Count);
        Assert.All(problems, p => Assert.StartsWith(_folder.File("model.json"), p));
    }

    [Theory]
    [InlineData(ModelTask.Logits, 2, "'heads' has 2, a 'logits' model has one")]
    [InlineData(ModelTask.MultiHead, 1, "'heads' has 1, a 'multi-head' model has two or more")]
    [InlineData(ModelTask.Argmax, 0, "'heads' has 0, a 'argmax' model has one")]
    public void NumberOfHeads_FitsTheTask(ModelTask task, int heads, string expected)
    {
        var two = TinyOnnx.TwoHeads(16, 8).Manifest;
        Assert.Contains(ProblemsOf(two with { Task = task, Heads = [.. two.Heads.Take(heads)] }), p => p.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void MultiHead_NeedsAKindForEachHead()
    {
        var two = TinyOnnx.TwoHeads(16, 8).Manifest;
        Assert.Contains("'heads[1]' (second): 'kind' is missing", Assert.Single(ProblemsOf(two with { Heads = [two.Heads[0], two.Heads[1] with { Kind = null }] })));
    }

    [Fact]
    public void Heads_DifferInNameAndInOutput()
    {
        var two = TinyOnnx.TwoHeads(16, 8).Manifest;
        Assert.Contains("two heads are named 'first'", Assert.Single(ProblemsOf(two with { Heads = [two.Heads[0], two.Heads[1] with { Name = "first" }] })));
        Assert.Contains("read the output 'a'", Assert.Single(ProblemsOf(two with { Heads = [two.Heads[0], two.Heads[1] with { Output = "a" }] })));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void BinaryHead_HasTwoClasses(int classes)
    {
        var manifest = TinyOnnx.Binary(16, 8).Manifest;
        ModelClass[] three = [new("a", "#000000"), new("b", "#000001"), new("c", "#000002")];
        Assert.Contains(ProblemsOf(manifest with { Heads = [manifest.Heads[0] with { Classes = three[..classes] }] }),
            p => p.Contains($"'classes' lists {classes}, a binary head has 2", StringComparison.Ordinal));
    }

    [Fact]
    public void AsManyClassesAsAByteHolds_AndNoMore()
    {
        var manifest = TinyOnnx.Logits(16, 8).Manifest;
        Assert.Empty(ProblemsOf(With(255)));
        Assert.Contains("expected 2..255", Assert.Single(ProblemsOf(With(256))));

        ModelManifest With(int count) => manifest with
        {
            Heads = [manifest.Heads[0] with { Classes = [.. Enumerable.Range(0, count).Select(c => new ModelClass($"c{c}", $"#00{c:x4}"))] }],
        };
    }

    public void Dispose() => _folder.Dispose();

    private IReadOnlyList<string> ProblemsOf(ModelManifest manifest)
    {
        File.WriteAllText(_folder.File("model.json"), ManifestReader.Write(manifest));
        return Record.Exception(() => ManifestReader.Read(_folder.File("model.json"))) switch
        {
            null => [],
            ModelException e => e.Problems,
            var other => throw other,
        };
    }
}
