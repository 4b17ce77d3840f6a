using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Commands;

/// <summary>A data folder with one zoo model, installed by the command itself.</summary>
internal sealed class ModelHome : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Path => _folder.Path;

    /// <summary>Skips the running test where the weights are absent.</summary>
    public static async Task<ModelHome> WithAsync(string model)
    {
        var weights = Directory.GetFiles(SharedData.Require($"models/{model}"), "*.onnx").Single();
        var home = new ModelHome();
        var (code, _, errors) = await SegEdgeProcess.RunAsync(home.Path, "models", "pull", model, "--from", weights);
        Assert.True(code == 0, errors);
        return home;
    }

    public void Dispose() => _folder.Dispose();
}
