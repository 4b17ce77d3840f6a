using System.Runtime.CompilerServices;

namespace SegEdge.Pipeline.Tests;

public sealed class SegmentationPoolTests
{
    // A model that was swapped for another goes, and the threads that ran it stay.
    [Fact]
    public void APoolThatIsLetGo_IsCollected_ThoughTheThreadsThatUsedItLiveOn()
    {
        var pool = Used();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(pool.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Used()
    {
        var pool = new SegmentationPool(() => []);
        pool.Rent().Dispose();
        Assert.Equal((1, 1), (pool.Rented, pool.Returned));
        return new WeakReference(pool);
    }
}
