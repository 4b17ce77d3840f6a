namespace SegEdge.Pipeline.Flags;

/// <summary>Value: share of pixels that differ from the last frame but equal the one before it. A thing that moves does not do that;
/// a mask that cannot decide does.</summary>
internal sealed class FlickerRule(int head, float bound) : IFlagRule
{
    private byte[] _last = [], _beforeLast = [];
    private int _seen;

    public void Look(in FlagContext context, ICollection<Finding> findings)
    {
        var now = context.Segmentation.Heads[head].Classes;
        if (_last.Length != now.Length) (_last, _beforeLast, _seen) = (new byte[now.Length], new byte[now.Length], 0);
        if (_seen >= 2)
        {
            var flickering = 0;
            for (var i = 0; i < now.Length; i++)
                if (now[i] != _last[i] && now[i] == _beforeLast[i]) flickering++;
            var share = (float)flickering / now.Length;
            if (share > bound)
                findings.Add(new Finding(0, share, bound, null, null, LeastSure.Question(context.Regions, head)));
        }
        (_last, _beforeLast) = (_beforeLast, _last);
        now.CopyTo(_last);
        _seen++;
    }
}
