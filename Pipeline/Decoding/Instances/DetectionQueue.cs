using System.Numerics.Tensors;

namespace SegEdge.Pipeline.Decoding.Instances;

/// <summary>The detections of one run whose best class score is above a bound, the highest first; of equal ones the first in the tensor. Keeps its room.</summary>
internal sealed class DetectionQueue(DetectionLayout layout)
{
    private readonly float[] _best = new float[layout.Count];
    private readonly ulong[] _keys = new ulong[layout.Count];

    public int Count { get; private set; }

    /// <summary>Index in the tensor.</summary>
    public int this[int place] => (int)(uint)_keys[place];

    public void Fill(ReadOnlySpan<float> detections, float above)
    {
        ReadBest(detections);
        Count = 0;
        for (var i = 0; i < _best.Length; i++)
            if (_best[i] > above) _keys[Count++] = KeyOf(_best[i], i);
        _keys.AsSpan(0, Count).Sort();
    }

    private void ReadBest(ReadOnlySpan<float> detections)
    {
        if (layout.ValuesLast)
        {
            for (var i = 0; i < _best.Length; i++) _best[i] = TensorPrimitives.Max(detections.Slice(layout.IndexOf(DetectionLayout.FirstScore, i), layout.Classes));
            return;
        }
        detections.Slice(layout.IndexOf(DetectionLayout.FirstScore, 0), layout.Count).CopyTo(_best);
        for (var c = 1; c < layout.Classes; c++)
            TensorPrimitives.Max(_best, detections.Slice(layout.IndexOf(DetectionLayout.FirstScore + c, 0), layout.Count), _best);
    }

    // Ascending keys are descending scores, then ascending indices: one sort of whole numbers, which needs no comparer and allocates nothing.
    private static ulong KeyOf(float score, int index)
    {
        var bits = BitConverter.SingleToUInt32Bits(score + 0f); // -0 becomes 0
        var ascending = (bits >> 31) == 0 ? bits | 0x8000_0000 : ~bits;
        return ((ulong)~ascending << 32) | (uint)index;
    }
}
