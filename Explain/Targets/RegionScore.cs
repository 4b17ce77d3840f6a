using System.Numerics.Tensors;

namespace SegEdge.Explain;

/// <summary>The region's score: mean over its pixels of the log-odds of the class against its foil, from one output's scores.
/// <list type="bullet">
/// <item>Logits: z_c - logsumexp(z_k, k in foil); with one named foil simply z_c - z_k.</item>
/// <item>Probabilities: log p_c - log(sum of the foil's p), both clamped to at least <see cref="LeastProbability"/>.</item>
/// <item>BinaryLogit: z for class 1, -z for class 0.</item>
/// <item>BinaryProbability: log p - log(1 - p), p clamped into [<see cref="LeastProbability"/>, 1 - <see cref="LeastProbability"/>].</item>
/// <item>ClassIndex: +1 where the pixel is the class, -1 where it is the foil, else 0: coarse, it only moves when pixels flip.</item>
/// </list></summary>
/// <remarks>Pixels are gathered into blocks, so that both layouts take the same arithmetic and give the same bits, and so that the
/// vector instructions see long rows however ragged the region is. Holds its scratch: not thread-safe, no allocation per reading.</remarks>
public sealed class RegionScore
{
    /// <summary>Where probabilities are cut: log-odds stay within ±16.1, and 1 - 1e-7 is still below 1 as a float.</summary>
    public const float LeastProbability = 1e-7f;

    // 20 classes x 512 floats stay in a 64 KB first-level cache; longer blocks measured no faster.
    private const int BlockLength = 512;

    private readonly Target _target;
    private readonly ScoreTensor _output;
    private readonly PixelBlocks _blocks;
    private readonly float[] _odds = new float[BlockLength];
    private readonly float[] _most = new float[BlockLength];
    private readonly float[] _scratch = new float[BlockLength];

    /// <exception cref="ExplainException">The output's channels do not fit its kind.</exception>
    public RegionScore(Target target)
    {
        (_target, _output) = (target, target.Output);
        var manyChannels = _output.Kind is ScoreKind.Logits or ScoreKind.Probabilities;
        if (manyChannels ? _output.Channels < 2 : _output.Channels != 1)
            throw new ExplainException($"Head '{_output.Head}': {_output.Channels} channels of kind {_output.Kind}; expected "
                + (manyChannels ? "2 or more; a one-channel head is BinaryLogit or BinaryProbability." : "1.") + " Correct the manifest.");
        _blocks = new PixelBlocks(target.Region, _output, BlockLength);
    }

    /// <param name="scores"><see cref="ScoreTensor.Length"/> values in the layout of the target's output.</param>
    /// <exception cref="ExplainException">A score in the region is not a finite number.</exception>
    public RegionReading Read(ReadOnlySpan<float> scores) => Read(scores, []);

    /// <summary>The same, and pixel by pixel.</summary>
    /// <param name="each">Receives the log-odds of the region's pixels in reading order; or is empty.</param>
    /// <exception cref="ExplainException">A score in the region is not a finite number.</exception>
    public RegionReading Read(ReadOnlySpan<float> scores, Span<float> each)
    {
        double sum = 0, probability = 0;
        _blocks.Restart();
        while (_blocks.Gather(scores) is > 0 and var length)
        {
            var odds = _odds.AsSpan(0, length);
            LogOdds(odds, length);
            sum += TensorPrimitives.Sum(odds);
            if (!each.IsEmpty)
            {
                odds.CopyTo(each);
                each = each[length..];
            }
            if (_output.Kind == ScoreKind.ClassIndex)
            {
                foreach (var one in odds) probability += one > 0 ? 1 : 0;
                continue;
            }
            TensorPrimitives.Sigmoid(odds, odds);
            probability += TensorPrimitives.Sum(odds);
        }
        var area = _target.Region.Area;
        if (!double.IsFinite(sum))
            throw new ExplainException($"Head '{_output.Head}': the score of '{_target.ClassName}' in the region is {sum}; expected a "
                + "number. Check the model's output for NaN or infinity, and its precision (FP16 overflows at 65504).");
        return new RegionReading(sum / area, probability / area);
    }

    private void LogOdds(Span<float> odds, int length)
    {
        switch (_output.Kind)
        {
            case ScoreKind.Logits: OfLogits(odds, length); break;
            case ScoreKind.Probabilities: OfProbabilities(odds, length); break;
            case ScoreKind.BinaryLogit: _blocks.Channel(0, length).CopyTo(odds); SignForClass(odds); break;
            case ScoreKind.BinaryProbability: OfBinaryProbability(odds, length); break;
            default: OfClassIndex(odds, length); break;
        }
    }

    private void OfLogits(Span<float> odds, int length)
    {
        var own = _blocks.Channel(_target.ClassIndex, length);
        if (SingleFoil() is { } foil)
        {
            TensorPrimitives.Subtract(own, _blocks.Channel(foil, length), odds);
            return;
        }
        var most = _most.AsSpan(0, length);
        var scratch = _scratch.AsSpan(0, length);
        most.Fill(float.NegativeInfinity);
        for (var k = 0; k < _output.Channels; k++)
            if (k != _target.ClassIndex) TensorPrimitives.Max(most, _blocks.Channel(k, length), most);
        odds.Clear();
        for (var k = 0; k < _output.Channels; k++)
        {
            if (k == _target.ClassIndex) continue;
            TensorPrimitives.Subtract(_blocks.Channel(k, length), most, scratch); // <= 0: no exp overflows
            TensorPrimitives.Exp(scratch, scratch);
            TensorPrimitives.Add(odds, scratch, odds);
        }
        TensorPrimitives.Log(odds, odds); // of a number in 1..K-1
        TensorPrimitives.Add(odds, most, odds);
        TensorPrimitives.Subtract(own, odds, odds);
    }

    private void OfProbabilities(Span<float> odds, int length)
    {
        var foil = _scratch.AsSpan(0, length);
        foil.Clear();
        for (var k = 0; k < _output.Channels; k++)
            if (k != _target.ClassIndex && (_target.FoilIndex is null || _target.FoilIndex == k))
                TensorPrimitives.Add(foil, _blocks.Channel(k, length), foil);
        LogClamped(_blocks.Channel(_target.ClassIndex, length), odds);
        LogClamped(foil, foil);
        TensorPrimitives.Subtract(odds, foil, odds);
    }

    private void OfBinaryProbability(Span<float> odds, int length)
    {
        var p = _most.AsSpan(0, length);
        var q = _scratch.AsSpan(0, length);
        TensorPrimitives.Min(_blocks.Channel(0, length), 1 - LeastProbability, p);
        TensorPrimitives.Max<float>(p, LeastProbability, p);
        TensorPrimitives.Subtract(1f, p, q);
        TensorPrimitives.Log(p, odds);
        TensorPrimitives.Log(q, q);
        TensorPrimitives.Subtract(odds, q, odds);
        SignForClass(odds);
    }

    private void OfClassIndex(Span<float> odds, int length)
    {
        var winner = _blocks.Channel(0, length);
        for (var i = 0; i < length; i++)
        {
            var foil = _target.FoilIndex is null || winner[i] == _target.FoilIndex;
            odds[i] = float.IsFinite(winner[i]) ? winner[i] == _target.ClassIndex ? 1 : foil ? -1 : 0 : float.NaN;
        }
    }

    private static void LogClamped(ReadOnlySpan<float> probability, Span<float> log)
    {
        TensorPrimitives.Max(probability, LeastProbability, log);
        TensorPrimitives.Log(log, log);
    }

    private void SignForClass(Span<float> odds)
    {
        if (_target.ClassIndex == 0) TensorPrimitives.Negate(odds, odds);
    }

    private int? SingleFoil() => _target.FoilIndex ?? (_output.Channels == 2 ? 1 - _target.ClassIndex : null);
}
