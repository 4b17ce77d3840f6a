using System.Text.Json.Nodes;
using SegEdge.EndToEnd.Tests.Commands;
using SegEdge.Pipeline.Models;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Device;

/// <summary>Small models in folders of their own, and a device that may swap them.</summary>
internal sealed class SwapModels : IDisposable
{
    private readonly List<TemporaryFolder> _folders = [];

    /// <summary>The configured model, version 1.</summary>
    public string Old { get; private init; } = "";

    /// <summary>Version 2, with golden frames.</summary>
    public string New { get; private init; } = "";

    /// <summary>Where the device is asked.</summary>
    public string SwapFolder { get; private init; } = "";

    public static async Task<SwapModels> MakeAsync()
    {
        var models = new SwapModels();
        var made = new SwapModels { Old = models.Folder(), New = models.Folder(), SwapFolder = models.Folder() };
        made._folders.AddRange(models._folders);
        Save(made.Old, "1");
        Save(made.New, "2");
        var (code, output, errors) = await SegEdgeProcess.RunAsync(null, "models", "golden", made.New, "--source", "simulated:900000", "--frames", "3");
        Assert.True(code == 0, errors);
        Assert.Contains("3 golden frames", output, StringComparison.Ordinal);
        return made;
    }

    public string[] Settings(params string[] more) =>
    [
        $"Model:Path={Old}", $"Model:Swap:Folder={SwapFolder}", "Model:Swap:LatencyBudgetMs=60000", "Camera:FramesPerSecond=30", "Camera:Width=320", "Camera:Height=192",
        "Explain:Enabled=false", .. more,
    ];

    /// <summary>As an operator does.</summary>
    public Task<(int ExitCode, string Output, string Errors)> SwapAsync(string model) => SegEdgeProcess.RunAsync(null, Arguments(model));

    public SegEdgeProcess BeginSwap(string model) => SegEdgeProcess.Start(null, Arguments(model));

    /// <summary>Changes the manifest of a model, as a careless hand would.</summary>
    public static void Edit(string model, Action<JsonObject> change)
    {
        var path = Path.Combine(model, ModelPackage.ManifestName);
        var manifest = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change(manifest);
        File.WriteAllText(path, manifest.ToJsonString());
    }

    public void Dispose()
    {
        foreach (var folder in _folders) folder.Dispose();
    }

    private static void Save(string folder, string version)
    {
        var tiny = TinyOnnx.Logits(64, 32).With(m => m with { Version = version });
        File.WriteAllBytes(Path.Combine(folder, tiny.Manifest.File), tiny.Onnx);
        File.WriteAllText(Path.Combine(folder, ModelPackage.ManifestName), ManifestReader.Write(tiny.Manifest));
    }

    private string[] Arguments(string model) => ["models", "swap", model, .. Settings().SelectMany(s => new[] { "--set", s })];

    private string Folder()
    {
        _folders.Add(new TemporaryFolder());
        return _folders[^1].Path;
    }
}
