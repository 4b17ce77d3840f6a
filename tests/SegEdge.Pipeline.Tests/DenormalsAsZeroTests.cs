using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests;

public sealed class DenormalsAsZeroTests
{
    private const int Values = 1 << 20; // enough for every thread of the session

    // 1 times 1e-20 times 1e-20: a number that a float has only as a denormal.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task ANetwork_ComputesWithoutThem_OnWhateverThread_AndThatThreadComputesAsBefore(int threads)
    {
        Assert.SkipUnless(DenormalsAsZero.IsSupported, "only x64 Linux is slowed by denormals");
        using var folder = new TemporaryFolder();
        var graph = new TinyGraph();
        graph.Input("x", 1, Values);
        graph.Op("Mul", [graph.Op("Mul", ["x", graph.Floats([1e-20f])]), graph.Floats([1e-20f])], "y");
        graph.Output("y", 1, Values);
        await File.WriteAllBytesAsync(folder.File("small.onnx"), graph.ToModel(), TestContext.Current.CancellationToken);
        using var open = new ManualResetEventSlim();
        BoundSession? session = null;
        BoundTensor? output = null;
        var after = 0f;
        // Made before the session: it inherits nothing of the thread that opens it.
        var other = new Thread(() =>
        {
            open.Wait();
            session!.Run();
            after = Product(1e-20f);
        });
        other.Start();
        using (session = new BoundSession(folder.File("small.onnx"), new RuntimeOptions { Threads = threads }))
        {
            var x = GC.AllocateArray<float>(Values, pinned: true);
            Array.Fill(x, 1f);
            session.BindInput("x", x, 1, Values);
            output = session.BindOutputs(["y"])[0];
            Array.Fill((float[])output.Values, 1f);
            open.Set();
            other.Join();
        }
        Assert.Equal(-1, ((float[])output.Values).AsSpan().IndexOfAnyExcept(0f));
        Assert.NotEqual(0f, after);
        Assert.NotEqual(0f, Product(1e-20f));
    }

    [Fact]
    public void Beginning_AllocatesNothing()
    {
        DenormalsAsZero.Begin().Dispose();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) DenormalsAsZero.Begin().Dispose();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    // At run time: a compiler knows the product.
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static float Product(float factor) => factor * factor;
}
