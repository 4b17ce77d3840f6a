namespace SegEdge.EdgeHost.Evaluation.Motion;

/// <summary>How the camera stands in each frame, in widths and radians about the middle of the picture: independent of any still.</summary>
internal static class CameraPath
{
    /// <returns>Per frame where its pixels lie on a plane whose origin is the middle of the sequence's area, in frame pixels.</returns>
    public static View[] Of(MotionKind kind, MotionSettings settings)
    {
        var random = new Random(settings.Seed);
        var (direction, begin) = (random.NextDouble() * Math.Tau, random.NextDouble());
        var middle = ((settings.Width - 1) / 2.0, (settings.Height - 1) / 2.0);
        var views = new View[settings.Frames];
        for (var t = 0; t < views.Length; t++)
        {
            var (scale, angle, x, y) = (1.0, 0.0, 0.0, 0.0);
            switch (kind)
            {
                case MotionKind.Pan:
                    var along = settings.Width * settings.PanReach * ToAndFro(t, begin, settings.PanSpeed / settings.PanReach);
                    (x, y) = (along * Math.Cos(direction), along * Math.Sin(direction));
                    break;
                case MotionKind.Zoom:
                    // In the logarithm, so that growth a frame is the same all the way.
                    var half = Math.Log(settings.ZoomReach) / 2;
                    scale = Math.Exp(half * ToAndFro(t, begin, Math.Log(1 + settings.ZoomSpeed) / half));
                    break;
                case MotionKind.Turn:
                    angle = double.DegreesToRadians(settings.TurnReach * ToAndFro(t, begin, settings.TurnSpeed / settings.TurnReach));
                    break;
                case MotionKind.Shake:
                    (x, y) = (Throw(settings.Shake * settings.Width), Throw(settings.Shake * settings.Width));
                    angle = double.DegreesToRadians(Throw(settings.ShakeTurn));
                    break;
            }
            views[t] = View.About(middle, scale, angle, (x, y));
        }
        return views;

        double Throw(double most) => (random.NextDouble() * 2 - 1) * most;
    }

    /// <summary>A triangle wave, -1..1, that goes <paramref name="step"/> a frame.</summary>
    /// <param name="begin">Where in its round it is at frame 0, 0..1.</param>
    private static double ToAndFro(int frame, double begin, double step)
    {
        var round = begin * 4 + frame * step;
        round -= Math.Floor(round / 4) * 4;
        return round < 2 ? round - 1 : 3 - round;
    }
}
