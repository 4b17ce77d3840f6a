using System.Diagnostics;
using Xunit;

namespace SegEdge.Testing;

/// <summary>Waits for what other processes do: looks often, gives up late, and says what it waited for.</summary>
public static class Eventually
{
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    public static async Task TrueAsync(Func<bool> condition, string what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(started) > Patience) Assert.Fail($"Not within {Patience.TotalSeconds} s: {what}.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
