using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using SegEdge.EdgeHost.Configuration;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Engines;
using SegEdge.Pipeline.Models;

namespace SegEdge.EdgeHost.Doctor.Report;

/// <summary>Each execution provider on its own: whether it opens the model and agrees with the CPU on the golden frames.</summary>
internal static class ProviderProofs
{
    private static readonly (string Name, string OrtName)[] All = [("tensorrt", "TensorrtExecutionProvider"), ("cuda", "CUDAExecutionProvider"), ("cpu", "CPUExecutionProvider")];

    public static IEnumerable<(string Provider, string Proof)> Of(SegEdgeOptions options)
    {
        var built = OrtEnv.Instance().GetAvailableProviders();
        foreach (var (name, ortName) in All)
            yield return (name, built.Contains(ortName) ? Try(options, options.Model.Runtime with { Provider = name, Policy = "require" }) : $"not to be had: this build of ONNX Runtime has {string.Join(", ", built)}");
    }

    private static string Try(SegEdgeOptions options, RuntimeOptions runtime)
    {
        try
        {
            var package = ServingModels.Fitted(ServingModels.Load(options.Model, options.Model.Path), options);
            var start = TimeProvider.System.GetTimestamp();
            using var model = ProviderLadder.Open(package, runtime);
            return string.Create(CultureInfo.InvariantCulture, $"{model.Provider.StateName}; opened and proven in {TimeProvider.System.GetElapsedTime(start).TotalSeconds:0.0} s");
        }
        catch (EngineMissingException e)
        {
            return $"no engine yet: {e.Message}. 'segedge engine build' makes it; then write this report again";
        }
        catch (Exception e) when (e is ModelException or UsageException)
        {
            return e.Message;
        }
    }
}
