using System.Numerics.Tensors;
using SegEdge.Explain;
using SegEdge.Pipeline.Decoding;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Tiling;

/// <summary>One head's class map of a whole picture, from the weighted sum of its tiles' scores: logits as they are, probabilities as their logarithms (a binary one as its
/// log-odds), whose differences are the margins. Keeps the sums of one row of tiles only; one thread owns it.</summary>
internal sealed class BlendedHead
{
    // As in LogRatio: a float probability closer to 0 or 1 carries no information about how close.
    private const float Smallest = 1e-7f;

    private readonly IBlendableHead _scores;
    private readonly ScoreTensor _tensor;
    private readonly TileAxis _across, _down;
    private readonly float[][] _weightsAcross, _weightsDown;
    private readonly IHeadDecoder _decoder;
    private readonly ClassMap _row;
    private readonly int _planes, _values; // of a row: planes, and scores side by side at each pixel
    private readonly float[] _sums, _weights, _logs, _others;

    /// <param name="scores">Of the tile that ran last.</param>
    public BlendedHead(ModelHead head, IBlendableHead scores, TileGrid grid)
    {
        (_scores, _tensor) = (scores, scores.Tensor);
        (_across, _down) = (grid.Across.At(_tensor.Width), grid.Down.At(_tensor.Height));
        (_planes, _values) = _tensor.ChannelsLast ? (1, _tensor.Channels) : (_tensor.Channels, 1);
        _weightsDown = [.. Enumerable.Range(0, _down.Starts.Count).Select(_down.Weights)];
        _weightsAcross = [.. Enumerable.Range(0, _across.Starts.Count).Select(i => _across.Weights(i).SelectMany(w => Enumerable.Repeat(w, _values)).ToArray())];
        var blended = _tensor with { Height = 1, Width = _across.Length, Kind = _tensor.Channels > 1 ? ScoreKind.Logits : ScoreKind.BinaryLogit };
        _decoder = HeadDecoders.For(head with { Scores = ScoreUnit.Logits }, blended);
        _row = HeadDecoders.MapFor(blended);
        var sums = (long)_down.Tile * _tensor.Channels * _across.Length;
        if (sums > Array.MaxLength)
            throw new ModelException($"Head '{head.Name}': tiles of {_tensor.Height} rows across {_across.Length} pixels with {_tensor.Channels} scores each are {sums:N0} sums, expected {Array.MaxLength:N0} at most. " +
                "Make 'tiling.width' smaller, or give the model a lower input.");
        _sums = new float[sums];
        _weights = new float[_across.Tile * _values];
        (_logs, _others) = AreProbabilities ? (new float[_weights.Length], new float[_weights.Length]) : ([], []);
    }

    private bool AreProbabilities => _tensor.Kind is ScoreKind.Probabilities or ScoreKind.BinaryProbability;

    public ClassMap NewMap() => HeadDecoders.MapFor(_tensor with { Height = _down.Length, Width = _across.Length });

    /// <summary>Nothing is summed yet; only needed after a picture that was given up half-way.</summary>
    public void Clear() => Array.Clear(_sums);

    /// <summary>Adds the tile that ran last.</summary>
    /// <param name="row">Of tiles, from 0; rows come in order.</param>
    public void Add(int row, int column)
    {
        var scores = _scores.Scores;
        var (offset, length) = (_across.Starts[column] * _values, _weights.Length);
        for (var y = 0; y < _down.Tile; y++)
        {
            TensorPrimitives.Multiply(_weightsAcross[column], _weightsDown[row][y], _weights);
            var sums = RowOf(_down.Starts[row] + y);
            for (var p = 0; p < _planes; p++)
            {
                var from = scores.Slice(((p * _down.Tile) + y) * length, length);
                var into = sums.Slice((p * _across.Length) + offset, length);
                TensorPrimitives.MultiplyAdd(AreProbabilities ? LogsOf(from) : from, _weights, into, into);
            }
        }
    }

    /// <summary>Decodes the rows that no further row of tiles adds to, and forgets their sums.</summary>
    /// <param name="row">Of tiles: all of its tiles were added.</param>
    /// <returns>False if a score was NaN or infinite: the map must not be used.</returns>
    public bool TryFinish(int row, ClassMap map)
    {
        var usable = true;
        var end = row + 1 < _down.Starts.Count ? _down.Starts[row + 1] : _down.Length;
        for (var y = _down.Starts[row]; y < end; y++)
        {
            var sums = RowOf(y);
            usable &= _decoder.TryDecode(sums, _row);
            _row.Classes.CopyTo(map.Classes[(y * _across.Length)..]);
            _row.Margins.CopyTo(map.Margins[(y * _across.Length)..]);
            sums.Clear();
        }
        return usable;
    }

    // A ring of as many rows as a tile has: what the next row of tiles adds to never meets what this one left.
    private Span<float> RowOf(int y)
    {
        var length = _tensor.Channels * _across.Length;
        return _sums.AsSpan(y % _down.Tile * length, length);
    }

    private ReadOnlySpan<float> LogsOf(ReadOnlySpan<float> probabilities)
    {
        TensorPrimitives.Max(probabilities, Smallest, _logs);
        TensorPrimitives.Log(_logs, _logs);
        if (_tensor.Kind == ScoreKind.BinaryProbability)
        {
            TensorPrimitives.Subtract(1f, probabilities, _others);
            TensorPrimitives.Max(_others, Smallest, _others);
            TensorPrimitives.Log(_others, _others);
            TensorPrimitives.Subtract(_logs, _others, _logs);
        }
        // Nothing that is not finite may be clamped into a number.
        TensorPrimitives.MultiplyAdd(probabilities, 0f, _logs, _logs);
        return _logs;
    }
}
