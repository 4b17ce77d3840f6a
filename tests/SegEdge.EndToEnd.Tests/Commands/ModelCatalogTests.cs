using SegEdge.EdgeHost.Models;
using SegEdge.Pipeline.Models;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Commands;

/// <summary>Models by name, beside manifests that are damaged.</summary>
public sealed class ModelCatalogTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    private ModelCatalog Catalog => new() { InstallFolder = _home.File("models") };

    private string Manifest(string model) => _home.File($"models/{model}/{ModelPackage.ManifestName}");

    [Fact]
    public void AManifestThatCannotBeRead_TakesNoOtherModelAway_AndIsNamedWhereNoneMatches()
    {
        Damage();
        Assert.Equal("field", Catalog.Open("field").Manifest.Name);
        var refused = Assert.Throws<ModelException>(() => Catalog.Open("damaged"));
        Assert.Contains("'damaged' is neither a file nor a folder nor a known model", refused.Problems[0], StringComparison.Ordinal);
        Assert.StartsWith(Manifest("damaged"), Assert.Single(refused.Problems.Skip(1)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheList_ShowsWhatCannotBeRead()
    {
        Damage();
        var (code, output, errors) = await SegEdgeProcess.RunAsync(_home.Path, "models", "list");
        Assert.True(code == 0, errors);
        Assert.Contains("field ", output, StringComparison.Ordinal);
        Assert.Contains($"unreadable: {Manifest("damaged")}, line 1", output, StringComparison.Ordinal);
    }

    // Whoever reads meanwhile, or after a power cut, finds the old manifest or the new one.
    [Fact]
    public void AnInstalledManifest_IsReplacedWhole()
    {
        var model = TinyOnnx.Logits(16, 8);
        Install(model.With(m => m with { Licence = "old" }));
        using var reader = new StreamReader(new FileStream(Manifest("tiny"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        Install(model.With(m => m with { Licence = "new" }));
        Assert.Contains("\"old\"", reader.ReadToEnd(), StringComparison.Ordinal);
        Assert.Equal("new", Catalog.Open("tiny").Manifest.Licence);
    }

    public void Dispose() => _home.Dispose();

    private void Install(TinyModel model)
    {
        using var weights = new MemoryStream(model.Onnx);
        Catalog.Install(new CatalogEntry(model.Manifest, "", IsInstalled: false), weights, "the test");
    }

    private void Damage()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Manifest("damaged"))!);
        File.WriteAllText(Manifest("damaged"), "{ \"name\": \"dam");
    }
}
