using Microsoft.ML.OnnxRuntime;
using SegEdge.Pipeline.Engines;
using SegEdge.Pipeline.Golden;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline;

/// <summary>Opens a model on the best provider that proves itself, in the order TensorRT, CUDA, CPU. That a build of ONNX Runtime has a provider proves
/// nothing: here each accelerator segments the golden frames, and its masks must be the CPU's.</summary>
public static class ProviderLadder
{
    private static readonly string[] Order = ["tensorrt", "cuda", "cpu"];

    /// <summary>Best first.</summary>
    public static IReadOnlyList<string> Providers => Order;

    /// <exception cref="ModelException">The model cannot be used, or the provider that is required cannot; every reason.</exception>
    /// <exception cref="EngineMissingException">TensorRT is required, and its engine must be built first.</exception>
    public static SegmentationModel Open(ModelPackage package, RuntimeOptions options)
    {
        if (options.Provider == "cpu") return new SegmentationModel(package, options);
        var proof = new Proof(package, options);
        var reasons = new List<string>();
        EngineOrder? pending = null;
        foreach (var provider in Order[Array.IndexOf(Order, options.Provider)..^1])
            try
            {
                return Proven(package, options with { Provider = provider }, proof, reasons, pending);
            }
            catch (EngineMissingException e) when (options.Policy == "prefer")
            {
                pending = e.Order;
                reasons.Add($"{provider}: {e.Message}");
            }
            catch (Exception e) when (e is ModelException or IOException or UnauthorizedAccessException) // the latter: engines that cannot be read
            {
                reasons.Add($"{provider}: {e.Message.TrimEnd('.')}");
                if (options.Policy == "require") break;
            }
        var reason = string.Join("; ", reasons);
        if (options.Policy == "require")
            throw new ModelException($"Model:Runtime:Provider is '{options.Provider}' and required, but {reason}. " +
                "Correct that, set the provider to 'cpu', or allow another one with Model:Runtime:Policy=prefer.");
        return new SegmentationModel(package, options with { Provider = "cpu" })
        {
            Provider = ProviderChoice.Fallback("cpu", reason, building: pending is not null),
            Pending = pending,
        };
    }

    private static SegmentationModel Proven(ModelPackage package, RuntimeOptions options, Proof proof, List<string> reasons, EngineOrder? pending)
    {
        var model = new SegmentationModel(package, options)
        {
            Provider = reasons.Count == 0 ? ProviderChoice.Configured(options.Provider)
                : ProviderChoice.Fallback(options.Provider, string.Join("; ", reasons), pending is not null),
            Pending = pending,
        };
        var isEngine = options.Provider == "tensorrt";
        if (proof.Fault(model) is not { } fault)
        {
            if (isEngine) EngineSessions.Proven(package, model.GraphPath, options);
            return model;
        }
        model.Dispose();
        throw isEngine ? EngineSessions.Disproven(package, model.GraphPath, options, fault) : new ModelException(fault);
    }

    // The CPU answers once, whoever is held against it.
    private sealed class Proof(ModelPackage package, RuntimeOptions options)
    {
        private readonly Lazy<IReadOnlyList<GoldenPicture>> _known = new(() =>
        {
            using var cpu = new SegmentationModel(package, options with { Provider = "cpu" });
            return MaskAgreement.Answered(cpu, GoldenPicture.Of(package));
        });

        public string? Fault(SegmentationModel model)
        {
            try
            {
                return MaskAgreement.Fault(model, _known.Value) is { } fault ? $"not proven against the CPU: {fault}" : null;
            }
            catch (OnnxRuntimeException e)
            {
                return $"the self-test fails: {e.Message.TrimEnd('.')}";
            }
        }
    }
}
