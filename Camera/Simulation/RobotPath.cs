namespace SegEdge.Camera.Simulation;

/// <summary>How the robot drives: steady, with the small errors of steering and ground. A pure function of the frame number.</summary>
internal sealed class RobotPath
{
    private readonly FieldConditions _field;
    private readonly double _fps;
    private readonly float _focalPx;
    private readonly int _widthPx, _heightPx;
    private readonly float[] _phases = new float[8];

    public RobotPath(FieldConditions field, SimulationOptions options)
    {
        (_field, _fps, _widthPx, _heightPx) = (field, options.FramesPerSecond, options.Width, options.Height);
        _focalPx = options.Width * 0.5f / MathF.Tan(field.HorizontalView * 0.5f);
        var dice = Dice.For(field.Seed, 0x9A7);
        foreach (ref var phase in _phases.AsSpan()) phase = dice.Angle();
        // Mean of the middle of the swings: what sprites are drawn for.
        Mean = new PinholeCamera(0, field.CameraHeight, _focalPx, field.Pitch, 0, _widthPx, _heightPx);
    }

    /// <summary>The camera without swings, above x = 0.</summary>
    public PinholeCamera Mean { get; }

    /// <summary>Metres driven. A double: a float would stutter after an hour.</summary>
    public double DrivenAt(double frame) => frame / _fps * _field.Speed;

    public float SecondsAt(long frame) => (float)(frame / _fps % 100_000);

    public PinholeCamera CameraAt(long frame)
    {
        var t = frame / _fps;
        // Hz and sizes of a light robot on soft ground: body pitch near 1-2 Hz, steering well below.
        var b = _field.Bumps;
        var pitch = b * (Swing(t, 0, 1.3, 0.0045f) + Swing(t, 1, 2.9, 0.0018f));
        var lift = b * (Swing(t, 2, 1.7, 0.006f) + Swing(t, 3, 3.7, 0.002f));
        var yaw = Swing(t, 4, 0.17, 0.02f) + b * Swing(t, 5, 0.9, 0.004f);
        var aside = Swing(t, 6, 0.11, 0.035f) + Swing(t, 7, 0.31, 0.012f);
        return new PinholeCamera(aside, _field.CameraHeight + lift, _focalPx, _field.Pitch + pitch, yaw, _widthPx, _heightPx);
    }

    private float Swing(double t, int phase, double hertz, float size) =>
        (float)Math.Sin(t * hertz * Math.Tau % Math.Tau + _phases[phase]) * size;
}
