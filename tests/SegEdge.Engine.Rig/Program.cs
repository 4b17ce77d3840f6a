using SegEdge.Engine.Rig;
using SegEdge.Pipeline.Engines;

// A builder without TensorRT: the cache, its lock and its renames are the service's, the engine is a file of bytes. It reads the order as the service's
// own builder does, says "building" once it holds the lock, and goes on when its parent makes the file GO.
if (args is not [var go])
{
    Console.Error.WriteLine("usage: SegEdge.Engine.Rig GO < ORDER");
    return 2;
}
try
{
    var compiler = new GatedCompiler(go);
    var engine = EngineBuild.Run(EngineOrders.Read(Console.OpenStandardInput()), compiler, TimeProvider.System, CancellationToken.None);
    Console.WriteLine($"{(compiler.HasRun ? "built" : "found")} {engine.Folder}");
    return 0;
}
catch (InvalidOperationException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
