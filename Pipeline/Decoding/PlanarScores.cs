using System.Numerics;

namespace SegEdge.Pipeline.Decoding;

/// <summary>Scores as one plane per class, [C, H, W]: the class with the largest score wins, the lower index in a tie.
/// Margin: difference of the two largest logits, or of the logarithms of the two largest probabilities.</summary>
internal sealed class PlanarScores(int channels, bool areProbabilities) : IHeadDecoder
{
    public bool TryDecode(ReadOnlySpan<float> scores, ClassMap map)
    {
        var classes = map.Classes;
        var margins = map.Margins;
        var plane = classes.Length;
        var lanes = Vector<float>.Count;
        Span<float> winner = stackalloc float[lanes];
        // Anything that is not finite makes this sum of products with zero not a number.
        var taint = Vector<float>.Zero;

        var i = 0;
        for (; i <= plane - lanes; i += lanes)
        {
            var best = new Vector<float>(scores[i..]);
            var second = new Vector<float>(float.NegativeInfinity);
            var index = Vector<float>.Zero;
            taint += best * Vector<float>.Zero;
            for (var c = 1; c < channels; c++)
            {
                var score = new Vector<float>(scores[((c * plane) + i)..]);
                taint += score * Vector<float>.Zero;
                var wins = Vector.GreaterThan(score, best);
                second = Vector.ConditionalSelect(wins, best, Vector.Max(score, second));
                best = Vector.ConditionalSelect(wins, score, best);
                index = Vector.ConditionalSelect(wins, new Vector<float>(c), index);
            }
            (areProbabilities ? LogRatio.Of(best, second) : best - second).CopyTo(margins[i..]);
            index.CopyTo(winner);
            for (var k = 0; k < lanes; k++) classes[i + k] = (byte)winner[k];
        }
        var tail = 0f;
        for (; i < plane; i++) tail += PixelScores.Decode(scores, i, plane, channels, areProbabilities, out classes[i], out margins[i]);
        return !float.IsNaN(Vector.Sum(taint) + tail);
    }
}
