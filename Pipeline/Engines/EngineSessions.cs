using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using SegEdge.Pipeline.Models;
using SegEdge.Pipeline.Providers;

namespace SegEdge.Pipeline.Engines;

/// <summary>Opens sessions on engines that were built before: TensorRT would build a missing one itself, for minutes and without a word.</summary>
internal static class EngineSessions
{
    /// <exception cref="EngineMissingException">It must be built first, and may be.</exception>
    /// <exception cref="ModelException">It does not load and was built again already, or the provider is not to be had.</exception>
    public static InferenceSession Open(ModelPackage package, string graphPath, RuntimeOptions options, SessionOptions session)
    {
        var cache = new EngineCache(options.TensorRt.Folder);
        var order = OrderFor(package, graphPath, options);
        if (cache.Find(order.Key) is not { } engine) throw Missing(cache, order);
        var fault = "";
        try
        {
            var settings = order.Settings.ToDictionary();
            settings["trt_engine_cache_path"] = engine.Folder;
            var opened = options.Native.Open(graphPath, session, "tensorrt", settings);
            // A file more means that none of ours fitted and TensorRT built one in our process.
            if (EngineEntry.Difference(engine.Sidecar.Files, EngineEntry.HashesOf(engine.Folder)) is not { } difference) return opened;
            opened.Dispose();
            fault = $"it did not fit, TensorRT built another: {difference}";
        }
        catch (ProviderAbsentException e)
        {
            throw new ModelException(e.Message, e);
        }
        catch (OnnxRuntimeException e)
        {
            fault = $"it does not load: {e.Message.TrimEnd('.')}";
        }
        cache.Quarantine(order.Key, fault);
        throw Missing(cache, order);
    }

    /// <summary>Its masks are right.</summary>
    public static void Proven(ModelPackage package, string graphPath, RuntimeOptions options)
    {
        var cache = new EngineCache(options.TensorRt.Folder);
        if (cache.Find(OrderFor(package, graphPath, options).Key) is { } engine) cache.Proven(engine);
    }

    /// <summary>Its masks are wrong.</summary>
    /// <returns>Either of the exceptions of <see cref="Open"/>: what is to be done now.</returns>
    public static Exception Disproven(ModelPackage package, string graphPath, RuntimeOptions options, string fault)
    {
        var cache = new EngineCache(options.TensorRt.Folder);
        var order = OrderFor(package, graphPath, options);
        cache.Quarantine(order.Key, fault);
        return Missing(cache, order);
    }

    public static EngineOrder OrderFor(ModelPackage package, string graphPath, RuntimeOptions options)
    {
        var signature = ModelSignature.Of(ReadShapes(graphPath));
        var (versions, ep) = (options.Native.Versions, package.Manifest.Ep ?? new ModelEp());
        var key = new EngineKey(
            ModelPackage.HashOf(graphPath), NativeRuntime.Version, versions.TensorRt, versions.Cuda, versions.Sm,
            ep.Arithmetic, TensorRtSettings.ShapesOf(package.Manifest.Input, signature) ?? "fixed");
        var cache = new EngineCache(options.TensorRt.Folder);
        return new EngineOrder(key, package.Manifest.Name, graphPath, cache.Folder,
            TensorRtSettings.For(package.Manifest, options.TensorRt, signature, cache.FolderOf(key), cache.TimingFolder));
    }

    private static Onnx.Model ReadShapes(string graphPath)
    {
        try
        {
            var model = Onnx.Wire.OnnxReader.Read(graphPath);
            Onnx.Shapes.Infer(model);
            return model;
        }
        catch (Onnx.OnnxException e)
        {
            throw new ModelException($"{graphPath}: {e.Message}", e);
        }
    }

    private static Exception Missing(EngineCache cache, EngineOrder order)
    {
        var history = cache.History(order.Key);
        return history.MayBuild
            ? new EngineMissingException(order, history.LastFailure is { } failed ? $"the engine is built again: {failed}" : "the engine is not built yet")
            : new ModelException(string.Create(CultureInfo.InvariantCulture,
                $"no engine of '{order.Model}' works, {history.Failures} failed, the last: {history.LastFailure}. Correct that, then 'segedge engine build' tries again."));
    }
}
