using System.Globalization;
using SegEdge.Pipeline.Models;

namespace SegEdge.Benchmarks.Peers;

/// <summary>The same work for everyone: the first frames of a video through a model, each to the class map of its first head.</summary>
/// <param name="ModelFolder">With manifest.</param>
/// <param name="Frames">Counted; <see cref="WarmUp"/> before them are not.</param>
/// <param name="Threads">Inside one operator.</param>
/// <param name="MaskPath">Where the last frame's class map goes, a byte a pixel, so that it can be seen that the work was the same.</param>
internal sealed record PeerTask(string ModelFolder, string Video, int Frames, int Threads, string MaskPath)
{
    public const int WarmUp = 20;

    public ModelPackage Package => ModelPackage.Load(ModelFolder);

    public string[] ToArguments() => [ModelFolder, Video, Frames.ToString(CultureInfo.InvariantCulture), Threads.ToString(CultureInfo.InvariantCulture), MaskPath];

    public static PeerTask Parse(ReadOnlySpan<string> arguments) =>
        new(arguments[0], arguments[1], int.Parse(arguments[2], CultureInfo.InvariantCulture), int.Parse(arguments[3], CultureInfo.InvariantCulture), arguments[4]);
}
