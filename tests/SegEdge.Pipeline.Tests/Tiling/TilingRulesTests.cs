using SegEdge.Pipeline.Models;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests.Tiling;

public sealed class TilingRulesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(20, 64, 4, "'tiling.width' is 20", "22")]
    [InlineData(64, 9000, 4, "'tiling.height' is 9000", "8192")]
    [InlineData(64, 64, -1, "'tiling.overlap' is -1", "0 to half")]
    [InlineData(64, 64, 8, "'tiling.overlap' is 8", "7")]
    public void ASizeOrOverlapOutOfBounds_NamesTheField(int width, int height, int overlap, string field, string expected)
    {
        var problem = Assert.Single(ProblemsOf(TinyOnnx.Logits(22, 14).Manifest with { Tiling = new() { Width = width, Height = height, Overlap = overlap } }));
        Assert.Contains(field, problem, StringComparison.Ordinal);
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void ClassIndices_CannotBeBlended()
    {
        var problem = Assert.Single(ProblemsOf(TinyOnnx.Argmax(22, 14, keepAxis: true).Manifest with { Tiling = TiledKinds.Tiling }));
        Assert.Contains("'heads[0]' (head) is 'argmax'", problem, StringComparison.Ordinal);
        Assert.Contains("Export the model with scores", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void TilesNeedASize()
    {
        var manifest = TinyOnnx.Logits(22, 14).Manifest;
        Assert.Contains("'tiling' needs 'input.width'", Assert.Single(ProblemsOf(manifest with
        {
            Input = manifest.Input with { Width = 0, Height = 0 },
            Shapes = new ModelShapes { Min = [32, 32], Opt = [64, 64], Max = [64, 64] },
            Tiling = TiledKinds.Tiling,
        })), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"shapes\": { \"min\": [32, 32], \"best\": [64, 64], \"max\": [64, 96] }", "Expected: min, opt, max, multiple")]
    [InlineData("\"tiling\": { \"width\": 3840, \"rows\": 2160, \"overlap\": 64 }", "Expected: width, height, overlap")]
    public void UnknownKeys_NameTheRightOnes(string entry, string expected)
    {
        var text = ManifestReader.Write(TinyOnnx.Logits(22, 14).Manifest);
        File.WriteAllText(_folder.File("model.json"), text.Insert(text.IndexOf('{', StringComparison.Ordinal) + 1, entry + ","));
        Assert.Contains(expected, Assert.Throws<ModelException>(() => ManifestReader.Read(_folder.File("model.json"))).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private IReadOnlyList<string> ProblemsOf(ModelManifest manifest)
    {
        File.WriteAllText(_folder.File("model.json"), ManifestReader.Write(manifest));
        return Assert.Throws<ModelException>(() => ManifestReader.Read(_folder.File("model.json"))).Problems;
    }
}
