using SegEdge.Camera;
using SegEdge.Explain;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Decoding;

/// <summary>Which decoder an output needs, and what explanations may know of it.</summary>
internal static class HeadDecoders
{
    public static IHeadDecoder For(ModelHead head, ScoreTensor scores) => scores.Kind switch
    {
        ScoreKind.ClassIndex => new ClassIndices(head.Classes.Count),
        ScoreKind.BinaryLogit or ScoreKind.BinaryProbability => new BinaryScores(head.Threshold, head.Scores == ScoreUnit.Probabilities),
        _ when scores.ChannelsLast => new PixelScores(scores.Channels, head.Scores == ScoreUnit.Probabilities),
        _ => new PlanarScores(scores.Channels, head.Scores == ScoreUnit.Probabilities),
    };

    /// <exception cref="ModelException">The shape that the run gave does not fit the head.</exception>
    public static ScoreTensor Describe(ModelHead head, HeadKind kind, int[] shape, TensorLayout inputLayout)
    {
        if (kind == HeadKind.Argmax && shape is [.., var rows, var columns] && shape.Length is 2 or 3)
            return new ScoreTensor(head.Name, 1, rows, columns, ChannelsLast: false, ScoreKind.ClassIndex);

        var channels = ManifestCheck.Channels(kind, head.Classes.Count);
        var axis = shape.Length == 4 ? ManifestCheck.ClassAxis(shape, channels, inputLayout) : null;
        return axis is null
            ? throw new ModelException($"Head '{head.Name}': a run gave output '{head.Output}' the shape " +
                $"[{string.Join(", ", shape)}], expected {channels} channels for its {head.Classes.Count} classes. Correct 'classes'.")
            : axis == 1
                ? new ScoreTensor(head.Name, channels, shape[2], shape[3], ChannelsLast: false, KindOf(kind, head.Scores))
                : new ScoreTensor(head.Name, channels, shape[1], shape[2], ChannelsLast: true, KindOf(kind, head.Scores));
    }

    public static ClassMap MapFor(ScoreTensor scores) =>
        new(scores.Head, new PictureSize(scores.Width, scores.Height), hasMargins: scores.Kind != ScoreKind.ClassIndex);

    private static ScoreKind KindOf(HeadKind kind, ScoreUnit scores) => (kind, scores) switch
    {
        (HeadKind.Argmax, _) => ScoreKind.ClassIndex,
        (HeadKind.Binary, ScoreUnit.Logits) => ScoreKind.BinaryLogit,
        (HeadKind.Binary, _) => ScoreKind.BinaryProbability,
        (_, ScoreUnit.Logits) => ScoreKind.Logits,
        _ => ScoreKind.Probabilities,
    };
}
