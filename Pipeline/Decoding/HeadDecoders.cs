using SegEdge.Camera;
using SegEdge.Explain;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Decoding;

/// <summary>Which decoder an output needs, and what explanations may know of it.</summary>
internal static class HeadDecoders
{
    public static IHeadDecoder For(BoundOutput output, ScoreTensor scores) => output.Kind switch
    {
        HeadKind.Argmax => new ClassIndices(output.Head.Classes.Count),
        HeadKind.Binary => new BinaryScores(output.Head.Threshold, output.Head.Scores == ScoreUnit.Probabilities),
        _ when scores.ChannelsLast => new PixelScores(scores.Channels, output.Head.Scores == ScoreUnit.Probabilities),
        _ => new PlanarScores(scores.Channels, output.Head.Scores == ScoreUnit.Probabilities),
    };

    /// <exception cref="ModelException">The shape that the run gave does not fit the head.</exception>
    public static ScoreTensor Describe(BoundOutput output, TensorLayout inputLayout)
    {
        int[] shape = output.Shape;
        if (output.Kind == HeadKind.Argmax && shape is [.., var rows, var columns] && shape.Length is 2 or 3)
            return new ScoreTensor(output.Head.Name, 1, rows, columns, ChannelsLast: false, ScoreKind.ClassIndex);

        var channels = ManifestCheck.Channels(output.Kind, output.Head.Classes.Count);
        var axis = shape.Length == 4 ? ManifestCheck.ClassAxis(shape, channels, inputLayout) : null;
        return axis is null
            ? throw new ModelException($"Head '{output.Head.Name}': a run gave output '{output.Head.Output}' the shape " +
                $"[{string.Join(", ", shape)}], expected {channels} channels for its {output.Head.Classes.Count} classes. Correct 'classes'.")
            : axis == 1
                ? new ScoreTensor(output.Head.Name, channels, shape[2], shape[3], ChannelsLast: false, KindOf(output))
                : new ScoreTensor(output.Head.Name, channels, shape[1], shape[2], ChannelsLast: true, KindOf(output));
    }

    public static ClassMap MapFor(ScoreTensor scores) =>
        new(scores.Head, new PictureSize(scores.Width, scores.Height), hasMargins: scores.Kind != ScoreKind.ClassIndex);

    private static ScoreKind KindOf(BoundOutput output) => (output.Kind, output.Head.Scores) switch
    {
        (HeadKind.Argmax, _) => ScoreKind.ClassIndex,
        (HeadKind.Binary, ScoreUnit.Logits) => ScoreKind.BinaryLogit,
        (HeadKind.Binary, _) => ScoreKind.BinaryProbability,
        (_, ScoreUnit.Logits) => ScoreKind.Logits,
        _ => ScoreKind.Probabilities,
    };
}
