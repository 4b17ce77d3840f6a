using System.Collections.Concurrent;

namespace SegEdge.Camera.Live;

/// <summary>Starts every child of this process. The kernel's "kill me when my parent dies" (PR_SET_PDEATHSIG) counts the thread that forked, not
/// the process: a child of a pool thread would be killed when the pool lets that thread go. This thread lives as long as the process.</summary>
internal static class SpawningThread
{
    private static readonly BlockingCollection<Action> Wishes = [];

    static SpawningThread() => new Thread(Run) { IsBackground = true, Name = "starts children" }.Start();

    /// <summary>Runs <paramref name="start"/> there and gives back what it returned or threw.</summary>
    public static T Start<T>(Func<T> start)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Wishes.Add(() =>
        {
            try { done.SetResult(start()); }
            catch (Exception e) { done.SetException(e); } // whatever it is, it is the caller's
        });
        return done.Task.GetAwaiter().GetResult();
    }

    private static void Run()
    {
        foreach (var wish in Wishes.GetConsumingEnumerable()) wish();
    }
}
