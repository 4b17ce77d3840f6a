namespace SegEdge.Pipeline.Engines;

/// <summary>The build itself, in the process that may be killed. Two at once build one engine: the second waits and finds it.</summary>
internal static class EngineBuild
{
    /// <exception cref="IOException">The cache cannot be written, or nothing was built.</exception>
    public static EngineEntry Run(EngineOrder order, IEngineCompiler compiler, TimeProvider time, CancellationToken stopping)
    {
        var cache = new EngineCache(order.Cache);
        using var held = cache.Lock(order.Key, stopping);
        if (cache.Find(order.Key) is { } there) return there;

        var folder = cache.NewWorkFolder(order.Key);
        var start = time.GetTimestamp();
        try
        {
            compiler.Compile(order, folder);
            return cache.Install(folder, order.Key, time.GetElapsedTime(start), time.GetUtcNow());
        }
        catch
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            throw;
        }
    }
}
