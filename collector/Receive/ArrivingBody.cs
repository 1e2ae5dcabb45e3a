using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Features;

namespace Observe.Collector.Receive;

/// <summary>
/// The body of a gRPC request while it comes. The framework gathers a message until it is whole; its bytes are put to the request's
/// account as they arrive, so that what many senders have begun is bounded too.
/// </summary>
internal sealed class ArrivingBody(PipeReader inner, InFlightBudget.Reservation reservation) : PipeReader, IRequestBodyPipeFeature
{
    private long _accounted;

    public PipeReader Reader => this;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var result = await inner.ReadAsync(cancellationToken);
        Account(result.Buffer);
        return result;
    }

    public override bool TryRead(out ReadResult result)
    {
        if (!inner.TryRead(out result))
        {
            return false;
        }
        Account(result.Buffer);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    private void Account(in ReadOnlySequence<byte> arrived)
    {
        var more = arrived.Length - _accounted;
        if (more <= 0)
        {
            return;
        }
        if (!reservation.TryGrow(more))
        {
            inner.AdvanceTo(arrived.End);
            throw GrpcAnswer.NoRoom();
        }
        _accounted = arrived.Length;
    }
}
