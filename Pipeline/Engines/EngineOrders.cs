using System.Text.Json;
using SegEdge.Onnx;
using SegEdge.Pipeline.Compiling;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Engines;

/// <summary>What is to be built, and the building, for who has a process to spare for it.</summary>
public static class EngineOrders
{
    /// <summary>The engine that a model needs on this machine. Earlier failures no longer count: somebody asks for it.</summary>
    /// <exception cref="ModelException">The model cannot be used.</exception>
    public static EngineOrder For(ModelPackage package, RuntimeOptions options)
    {
        var on = options with { Provider = "tensorrt" };
        var order = EngineSessions.OrderFor(package, GraphOf(package, on), on);
        new EngineCache(order.Cache).Forgive(order.Key);
        return order;
    }

    /// <summary>Builds, or finds what another process built meanwhile.</summary>
    /// <returns>The engine's folder.</returns>
    /// <exception cref="ModelException">TensorRT is not to be had, or cannot build it.</exception>
    /// <exception cref="IOException">The cache cannot be written.</exception>
    public static string Build(EngineOrder order, CancellationToken stopping)
    {
        // Whatever TensorRT starts from here on inherits it: the frames of the serving process come first.
        ThreadPriorities.LowerThisThread();
        return EngineBuild.Run(order, new TensorRtCompiler(Providers.OrtProviders.Standard), TimeProvider.System, stopping).Folder;
    }

    /// <summary>As <see cref="EngineBuilder"/> writes it.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static EngineOrder Read(Stream stream) => JsonSerializer.Deserialize(stream, EngineJson.Default.EngineOrder) ?? throw new JsonException("the order is 'null'");

    private static string GraphOf(ModelPackage package, RuntimeOptions options)
    {
        var split = SplitChoice.For(options, package.Manifest).Split;
        try
        {
            return split == DeployedSplit.Host ? package.ModelPath : new ModelCompiler(package, options.Compiled, options.Provider).Deploy(split).Path;
        }
        catch (ModelException e) when (e.InnerException is OnnxException && options.Split == "auto")
        {
            return package.ModelPath; // as the model itself does it
        }
    }
}
