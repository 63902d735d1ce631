"""Addresses of service: visits and one's customers, events, distribution, supervision, call-backs, meetings."""

from __future__ import annotations

from django.urls import path

from juanzong.web.service import board_views as board
from juanzong.web.service import event_views as events
from juanzong.web.service import meeting_views as meetings
from juanzong.web.service import supervision_views as supervision
from juanzong.web.service import visit_views as visits

app_name = "service"
urlpatterns = [
    path("", visits.visit_list, name="visits"),
    path("mine/", visits.mine, name="mine"),
    path("customers/<int:customer_id>/", visits.visit, name="visit"),
    path("customers/<int:customer_id>/purchase/", visits.purchase, name="purchase"),
    path("customers/<int:customer_id>/doctor/", visits.doctor, name="doctor"),
    path("customers/<int:customer_id>/reassign/", board.reassign, name="reassign"),
    path("forms/<int:record_id>/take/", visits.take, name="take"),
    path("taken/<int:taking_id>/back/", visits.give_back, name="give_back"),
    path("events/", events.event_list, name="events"),
    path("events/new/", events.new, name="new_event"),
    path("events/<int:event_id>/", events.event, name="event"),
    path("events/<int:event_id>/participants/", events.participant, name="participant"),
    path("distribution/", board.board, name="distribution"),
    path("distribution/give/", board.give, name="give"),
    path("distribution/rule/", board.by_rule, name="by_rule"),
    path("distribution/areas/<int:staff_id>/", board.areas, name="areas"),
    path("supervision/", supervision.day, name="supervision"),
    path("supervision/guide/", supervision.guide, name="guide"),
    path("supervision/check/", supervision.check, name="check"),
    path("call-backs/", supervision.call_backs, name="call_backs"),
    path("call-backs/draw/", supervision.draw, name="draw"),
    path("call-backs/<int:call_back_id>/", supervision.call_back, name="call_back"),
    path("meetings/", meetings.meeting_list, name="meetings"),
    path("meetings/new/", meetings.new, name="new_meeting"),
    path("meetings/<int:meeting_id>/", meetings.meeting, name="meeting"),
    path("agreed/<int:agreed_id>/", meetings.agreed, name="agreed"),
]
