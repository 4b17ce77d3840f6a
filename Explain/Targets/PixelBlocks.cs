namespace SegEdge.Explain;

/// <summary>Walks a region block by block and lays its pixels side by side, one row per channel, whatever the output's layout.</summary>
internal sealed class PixelBlocks
{
    private readonly IReadOnlyList<PixelRun> _runs;
    private readonly ScoreTensor _output;
    private readonly int _blockLength;
    private readonly float[] _gathered; // [Channels, blockLength]
    private int _run;
    private int _done; // pixels taken of the current run

    public PixelBlocks(RegionMask region, ScoreTensor output, int blockLength)
    {
        (_runs, _output, _blockLength) = (region.Runs, output, blockLength);
        _gathered = new float[output.Channels * blockLength];
    }

    public void Restart() => (_run, _done) = (0, 0);

    /// <summary>Fills the next block; returns its pixels, 0 after the last.</summary>
    public int Gather(ReadOnlySpan<float> scores)
    {
        var filled = 0;
        while (filled < _blockLength && _run < _runs.Count)
        {
            var run = _runs[_run];
            var take = Math.Min(run.Length - _done, _blockLength - filled);
            Copy(scores, run.Start + _done, take, filled);
            (filled, _done) = (filled + take, _done + take);
            if (_done == run.Length) (_run, _done) = (_run + 1, 0);
        }
        return filled;
    }

    public ReadOnlySpan<float> Channel(int channel, int length) => _gathered.AsSpan(channel * _blockLength, length);

    private void Copy(ReadOnlySpan<float> scores, int pixel, int count, int to)
    {
        var (channels, plane) = (_output.Channels, _output.Height * _output.Width);
        if (!_output.ChannelsLast)
        {
            for (var c = 0; c < channels; c++)
                scores.Slice((c * plane) + pixel, count).CopyTo(_gathered.AsSpan((c * _blockLength) + to, count));
            return;
        }
        var pixels = scores.Slice(pixel * channels, count * channels);
        for (var c = 0; c < channels; c++)
        {
            var row = _gathered.AsSpan((c * _blockLength) + to, count);
            for (int i = 0, at = c; i < row.Length; i++, at += channels) row[i] = pixels[at];
        }
    }
}
