using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using SegEdge.Camera;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Models;
using SegEdge.EdgeHost.Security;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Engines;
using SegEdge.Pipeline.Models;

namespace SegEdge.EdgeHost.Doctor;

/// <summary>ONNX Runtime, the model, and a frame through it.</summary>
internal static class InferenceChecks
{
    private const string RuntimeName = "runtime", OpenCvName = "opencv", ModelName = "model", ProviderName = "provider";

    public static Finding Runtime()
    {
        var managed = typeof(InferenceSession).Assembly.GetName().Version!.ToString(3);
        string native;
        try
        {
            native = OrtEnv.Instance().GetVersionString();
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or TypeInitializationException or BadImageFormatException)
        {
            return Finding.Bad(RuntimeName, $"ONNX Runtime's native library does not load: {(e.InnerException ?? e).Message}",
                "Put libonnxruntime.so of this machine's architecture beside the program; 'ldd libonnxruntime.so' shows what it misses.");
        }
        var found = $"ONNX Runtime {native}, managed {managed}, built with {string.Join(", ", OrtEnv.Instance().GetAvailableProviders().Select(ShortName))}";
        return native == managed ? Finding.Good(RuntimeName, found)
            : Finding.Bad(RuntimeName, found, $"Put a native library of version {managed} beside the program: two versions may run and give wrong results.");
    }

    public static Finding OpenCv()
    {
        try
        {
            return Finding.Good(OpenCvName, $"OpenCV {OpenCvLibrary.Version}");
        }
        catch (Exception e) when (OpenCvLibrary.ProblemIn(e) is { } problem)
        {
            return Finding.Bad(OpenCvName, problem, OpenCvLibrary.NextStep);
        }
    }

    public static Finding Model(SegEdgeOptions options)
    {
        try
        {
            var package = ServingModels.Fitted(new ModelCatalog().Open(options.Model.Path, TrustedKeys.Of(options.Model.Trust)), options);
            var input = package.Manifest.Input;
            return Finding.Good(ModelName, $"'{package.Manifest.Name}' {package.Manifest.Version}, {input.Width}x{input.Height}, {package.Manifest.Heads.Sum(h => h.Classes.Count)} classes, sha256 {package.Sha256[..12]}");
        }
        catch (Exception e) when (e is ModelException or UsageException)
        {
            return Finding.Bad(ModelName, e is ModelException model ? string.Join(" ", model.Problems) : e.Message, "Set Model:Path to a name of 'segedge models list', an .onnx or its folder; 'segedge probe --model FILE' looks into it.");
        }
    }

    /// <summary>A provider that is listed is not yet one that works: only a frame proves it.</summary>
    public static Finding Provider(SegEdgeOptions options)
    {
        try
        {
            var package = ServingModels.Fitted(new ModelCatalog().Open(options.Model.Path, TrustedKeys.Of(options.Model.Trust)), options);
            using var model = ProviderLadder.Open(package, options.Model.Runtime);
            var size = new PictureSize(options.EffectiveCameras[0].Width, options.EffectiveCameras[0].Height);
            var pool = new FramePool(1, size);
            if (!pool.TryRent(out var frame)) throw new UnreachableException("a new pool has a frame");
            using (frame)
            {
                frame.Resize(size);
                var maps = model.Maps.Rent();
                try
                {
                    model.Segment(frame, maps, out _); // the first one prepares; the second is measured
                    var usable = model.Segment(frame, maps, out var timings) is not null;
                    var found = string.Create(CultureInfo.InvariantCulture, $"{model.Provider}; one frame in {timings.Total.TotalMilliseconds:0.0} ms");
                    if (!usable) return Finding.Bad(ProviderName, $"{found}, scores hold NaN or infinity", "Check mean, std and scale of the manifest, or run the model in FP32.");
                    return model.Provider.Name == options.Model.Runtime.Provider ? Finding.Good(ProviderName, found)
                        : Finding.Unwise(ProviderName, $"{found}, in place of '{options.Model.Runtime.Provider}'", "Install the provider's native libraries (docs/jetson.md), or set Model:Runtime:Provider to cpu.");
                }
                finally
                {
                    maps.Dispose();
                }
            }
        }
        catch (EngineMissingException e)
        {
            return Finding.Unwise(ProviderName, $"no engine for this machine yet: {e.Message}", "Run 'segedge engine build' with the same configuration, or start the service and wait: it builds it.");
        }
        catch (Exception e) when (e is ModelException or UsageException or OnnxRuntimeException)
        {
            return Finding.Bad(ProviderName, e is ModelException model ? string.Join(" ", model.Problems) : e.Message, "Correct the model first; then set Model:Runtime:Provider to one that 'runtime' lists.");
        }
    }

    private static string ShortName(string provider) => provider.Replace("ExecutionProvider", "", StringComparison.Ordinal).ToLowerInvariant();
}
