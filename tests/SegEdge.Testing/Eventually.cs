using System.Diagnostics;
using Xunit;

namespace SegEdge.Testing;

/// <summary>Waits for what other processes do: looks often, gives up late, and says what it waited for.</summary>
public static class Eventually
{
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    public static Task TrueAsync(Func<bool> condition, string what) => TrueAsync(() => Task.FromResult(condition()), what);

    public static Task TrueAsync(Func<Task<bool>> condition, string what) => TrueAsync(condition, () => what);

    /// <param name="what">Asked when patience is at its end.</param>
    public static async Task TrueAsync(Func<Task<bool>> condition, Func<string> what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > Patience) Assert.Fail($"Not within {Patience.TotalSeconds} s: {what()}.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
