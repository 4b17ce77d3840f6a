using Microsoft.ML.OnnxRuntime;
using SegEdge.Pipeline.Providers;

namespace SegEdge.Pipeline.Tests.Providers;

/// <summary>Accelerators that this machine does not have: the CPU does their work, and each may be absent, refuse, or run another file.</summary>
internal sealed class FakeProviders : INativeProviders
{
    public AcceleratorVersions Versions { get; set; } = new("10.3.0", "12.6", "87");

    public List<string> Opened { get; } = [];

    /// <summary>Why a provider is not to be had, by its name.</summary>
    public Dictionary<string, string> Absent { get; } = [];

    /// <summary>What happens instead of a session, by the provider's name.</summary>
    public Dictionary<string, Func<string, IReadOnlyDictionary<string, string>, string>> RunsInstead { get; } = [];

    public InferenceSession Open(string modelPath, SessionOptions options, string provider, IReadOnlyDictionary<string, string> settings)
    {
        Opened.Add(provider);
        if (Absent.TryGetValue(provider, out var why)) throw new ProviderAbsentException(why, new DllNotFoundException(why));
        return new InferenceSession(RunsInstead.TryGetValue(provider, out var other) ? other(modelPath, settings) : modelPath, options);
    }
}
