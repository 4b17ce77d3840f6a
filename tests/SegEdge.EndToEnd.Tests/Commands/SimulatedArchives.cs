using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Commands;

/// <summary>Two archives of simulated fleets with pictures, made once: a healthy one, and one whose new model leans on context and one of whose cameras has mud.</summary>
public sealed class SimulatedArchives : IAsyncLifetime
{
    public const string Mud = "site-1/rover-004/rear";

    private readonly TemporaryFolder _folder = new();

    public string Healthy => _folder.File("healthy");

    public string Planted => _folder.File("planted");

    public async ValueTask InitializeAsync()
    {
        await WriteAsync(Healthy);
        await WriteAsync(Planted, "--plant", $"mud={Mud}", "--plant", "context=1.5.0");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task WriteAsync(string folder, params string[] more)
    {
        var (code, _, errors) = await SegEdgeProcess.RunAsync(null, ["simulate-fleet", "--out", folder, "--devices", "10", "--rate", "0.1", "--seconds", "432000", "--pictures-every", "15", .. more]);
        Assert.True(code == 0, errors);
    }
}
