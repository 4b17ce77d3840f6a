using SegEdge.Pipeline.Engines;

namespace SegEdge.Engine.Rig;

/// <summary>Writes half of an engine, waits to be let go, writes the rest. "fail" in the file that lets it go makes it fail.</summary>
internal sealed class GatedCompiler(string go) : IEngineCompiler
{
    public bool HasRun { get; private set; }

    public void Compile(EngineOrder order, string folder)
    {
        HasRun = true;
        using var engine = File.CreateText(Path.Combine(folder, "segedge_1.engine"));
        engine.Write("first half, ");
        engine.Flush();
        File.WriteAllText($"{go}.{Environment.ProcessId}.building", "");
        while (!File.Exists(go)) Thread.Sleep(5);
        if (File.ReadAllText(go) == "fail") throw new InvalidOperationException("no kernel fits");
        engine.Write($"second half of {order.Key.Name}");
    }
}
