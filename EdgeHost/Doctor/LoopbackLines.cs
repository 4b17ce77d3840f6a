using System.Globalization;

namespace SegEdge.EdgeHost.Doctor;

/// <summary>Offsets of an output and of the input that it is bridged to.</summary>
internal readonly record struct LoopbackLines(int Output, int Input)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Output}:{Input}");

    /// <param name="text">OUT:IN, two different whole numbers of 0 and up.</param>
    /// <exception cref="UsageException">It is something else.</exception>
    public static LoopbackLines Parse(string text) =>
        text.Split(':') is [var left, var right] && int.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out var output)
        && int.TryParse(right, NumberStyles.None, CultureInfo.InvariantCulture, out var input) && output != input
            ? new LoopbackLines(output, input)
            : throw new UsageException($"--loopback: is '{text}', expected OUT:IN, the offsets of an output and of the input that it is bridged to, e.g. 85:105.");
}
